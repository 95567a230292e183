/** Entries in the order of their times, and of their numbers where those are equal: a binary heap. */
export class DueQueue {
  readonly #times: Float64Array;
  readonly #heap: number[] = [];

  /** `times` by entry; that of an entry in the queue does not change. */
  constructor(times: Float64Array) {
    this.#times = times;
  }

  push(entry: number): void {
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1, entry);
  }

  /** The first, which is no longer in the queue. */
  pop(): number | undefined {
    const [first] = this.#heap;
    if (first !== undefined) this.#takeFrom(0);
    return first;
  }

  /** Costs as much as there are entries; seldom needed. */
  remove(entry: number): void {
    const place = this.#heap.indexOf(entry);
    if (place >= 0) this.#takeFrom(place);
  }

  #takeFrom(place: number): void {
    const last = this.#heap.pop();
    if (last === undefined || place === this.#heap.length) return;
    this.#rise(this.#sink(place, last), last);
  }

  /** Puts an entry at a hole, or above it where it comes before its parents. */
  #rise(from: number, entry: number): void {
    const heap = this.#heap;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (!this.#isBefore(entry, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  /** Moves a hole down to where the entry may stand. */
  #sink(from: number, entry: number): number {
    const heap = this.#heap;
    let hole = from;
    for (let child = 2 * hole + 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && this.#isBefore(heap[child + 1] ?? 0, heap[child] ?? 0)) child += 1;
      const below = heap[child] ?? 0;
      if (!this.#isBefore(below, entry)) break;
      heap[hole] = below;
      hole = child;
    }
    return hole;
  }

  #isBefore(left: number, right: number): boolean {
    const difference = (this.#times[left] ?? 0) - (this.#times[right] ?? 0);
    return difference < 0 || (difference === 0 && left < right);
  }
}
