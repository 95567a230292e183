/** Something that ends unless it is told apart before. Linked into the list that it waits in. */
export interface Waiting {
  /** On the clock of `performance.now()`, in milliseconds. */
  dueAt: number;
  earlier: Waiting | null;
  later: Waiting | null;
  overdue(): void;
}

/**
 * One coarse timer for many waits of the same length: what began first is due first, so that only the head of the list is looked at,
 * and neither beginning nor ending a wait makes anything.
 */
export class Deadlines {
  readonly #spanMs: number;
  readonly #stepMs: number;
  #first: Waiting | null = null;
  #last: Waiting | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
    // Late by at most a twentieth, or by 50 ms where that is less.
    this.#stepMs = Math.min(50, Math.max(1, spanMs / 20));
  }

  begin(waiting: Waiting, now: number): void {
    waiting.dueAt = now + this.#spanMs;
    waiting.earlier = this.#last;
    waiting.later = null;
    if (this.#last) this.#last.later = waiting;
    else this.#first = waiting;
    this.#last = waiting;
    if (this.#timer === null) this.#arm(this.#spanMs);
  }

  end(waiting: Waiting): void {
    const { earlier, later } = waiting;
    if (earlier) earlier.later = later;
    else if (this.#first === waiting) this.#first = later;
    else return;
    if (later) later.earlier = earlier;
    else this.#last = earlier;
    waiting.earlier = null;
    waiting.later = null;
  }

  /** Nothing is due any more. */
  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#first = null;
    this.#last = null;
  }

  #arm(inMs: number): void {
    // Sockets keep a process alive, not the fear that they might not answer.
    this.#timer = setTimeout(() => this.#look(), Math.max(inMs, this.#stepMs)).unref();
  }

  #look(): void {
    this.#timer = null;
    const now = performance.now();
    for (let first = this.#first; first && first.dueAt <= now; first = this.#first) {
      this.end(first);
      first.overdue();
    }
    if (this.#first && this.#timer === null) this.#arm(this.#first.dueAt - now);
  }
}
