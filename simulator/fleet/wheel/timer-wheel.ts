import { DueQueue } from './due-queue.ts';

const NONE = -1;
/** Of an entry that no time is set for. */
const UNSET = -2;
/** Of an entry that waits for its visit. */
const DUE = -3;

const SLOTS = 2 ** 16;

/** Width of a slot, in microseconds; the wheel goes round in about a minute. */
const TICK_US = 1000;

/**
 * Times of many entries, each with one time at most: a hashed wheel, whose lists are links in arrays, so that an entry
 * costs sixteen bytes and setting it costs the same however many there are. Times are microseconds from 0 on.
 */
export class TimerWheel {
  readonly #heads = new Int32Array(SLOTS).fill(NONE);
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #times: Float64Array;
  readonly #due: DueQueue;
  /** Number of the tick that is looked at next. */
  #cursor = 0;
  /** While entries are visited: until when they are due. */
  #dueUntil = Number.NEGATIVE_INFINITY;

  /** Entries count from 0 to `entries` - 1; none is set. */
  constructor(entries: number) {
    this.#next = new Int32Array(entries).fill(UNSET);
    this.#previous = new Int32Array(entries).fill(NONE);
    this.#times = new Float64Array(entries);
    this.#due = new DueQueue(this.#times);
  }

  /** In place of the time that it had. An infinite time is none. */
  set(entry: number, atUs: number): void {
    this.clear(entry);
    if (atUs === Number.POSITIVE_INFINITY) return;
    this.#times[entry] = atUs;
    if (atUs <= this.#dueUntil) {
      this.#next[entry] = DUE;
      this.#due.push(entry);
    } else this.#link(entry, Math.max(Math.floor(atUs / TICK_US), this.#cursor) % SLOTS);
  }

  clear(entry: number): void {
    const next = this.#next[entry] ?? UNSET;
    if (next === UNSET) return;
    if (next === DUE) this.#due.remove(entry);
    else this.#unlink(entry, next);
    this.#next[entry] = UNSET;
  }

  /** The earliest time that is set, or a time `horizonUs` from `nowUs` where none is earlier. */
  earliest(nowUs: number, horizonUs: number): number {
    const last = Math.floor((nowUs + horizonUs) / TICK_US);
    let earliest = nowUs + horizonUs;
    for (let tick = this.#cursor; tick <= last && earliest > tick * TICK_US; tick++) {
      for (let entry = this.#heads[tick % SLOTS] ?? NONE; entry !== NONE; entry = this.#next[entry] ?? NONE)
        earliest = Math.min(earliest, this.#times[entry] ?? earliest);
    }
    return earliest;
  }

  /**
   * Visits the entries whose time has come, by time and then by number; they are set no longer when they are visited. A
   * visit may set and clear any entry, and what it makes due takes its place in this order.
   */
  expire(nowUs: number, visit: (entry: number, atUs: number) => void): void {
    this.#dueUntil = nowUs;
    this.#collect(nowUs);
    for (let entry = this.#due.pop(); entry !== undefined; entry = this.#due.pop()) {
      this.#next[entry] = UNSET;
      visit(entry, this.#times[entry] ?? 0);
    }
    this.#dueUntil = Number.NEGATIVE_INFINITY;
  }

  #collect(nowUs: number): void {
    const last = Math.floor(nowUs / TICK_US);
    // Whoever was away for a whole round looks at each slot once.
    for (let tick = Math.max(this.#cursor, last - SLOTS + 1); tick <= last; tick++) {
      for (let entry = this.#heads[tick % SLOTS] ?? NONE; entry !== NONE; ) {
        const next = this.#next[entry] ?? NONE;
        if ((this.#times[entry] ?? 0) <= nowUs) {
          this.#unlink(entry, next);
          this.#next[entry] = DUE;
          this.#due.push(entry);
        }
        entry = next;
      }
    }
    this.#cursor = Math.max(this.#cursor, last);
  }

  #link(entry: number, slot: number): void {
    const head = this.#heads[slot] ?? NONE;
    this.#next[entry] = head;
    // Before the first of a list stands its slot, below 0.
    this.#previous[entry] = NONE - slot;
    if (head !== NONE) this.#previous[head] = entry;
    this.#heads[slot] = entry;
  }

  #unlink(entry: number, next: number): void {
    const previous = this.#previous[entry] ?? NONE;
    if (previous > NONE) this.#next[previous] = next;
    else this.#heads[NONE - previous] = next;
    if (next !== NONE) this.#previous[next] = previous;
  }
}
