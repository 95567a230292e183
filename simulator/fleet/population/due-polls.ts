const NONE = Number.POSITIVE_INFINITY;

/**
 * Polls that fell due and have not been answered, by the times at which they were meant. Those that an exchange was begun for
 * are answered by it; those that fell due meanwhile by the next. Nearly always there is one, which stands in an array.
 */
export class DuePolls {
  readonly #asked: Float64Array;
  /** Beside that one. */
  readonly #alsoAsked = new Map<number, readonly number[]>();
  readonly #waiting = new Map<number, number[]>();

  constructor(rows: number) {
    this.#asked = new Float64Array(rows).fill(NONE);
  }

  /** A poll that an exchange is begun for now. */
  ask(row: number, atUs: number): void {
    this.begin(row);
    if (this.#asked[row] === NONE) this.#asked[row] = atUs;
    else this.#alsoAsked.set(row, [...(this.#alsoAsked.get(row) ?? []), atUs]);
  }

  /** A poll that fell due while an exchange is under way. */
  wait(row: number, atUs: number): void {
    const waiting = this.#waiting.get(row);
    if (waiting) waiting.push(atUs);
    else this.#waiting.set(row, [atUs]);
  }

  isWaiting(row: number): boolean {
    return this.#waiting.has(row);
  }

  /** Between these times the device itself was what they waited for: they are as if that time had not been. */
  spare(row: number, fromUs: number, toUs: number): void {
    const waiting = this.#waiting.get(row);
    if (waiting)
      this.#waiting.set(
        row,
        waiting.map((atUs) => atUs + toUs - Math.max(atUs, fromUs)),
      );
  }

  /** An exchange begins: it asks for all. */
  begin(row: number): void {
    const waiting = this.#waiting.get(row);
    if (!waiting) return;
    this.#waiting.delete(row);
    this.#alsoAsked.set(row, [...(this.#alsoAsked.get(row) ?? []), ...waiting]);
  }

  /** The exchange has brought an answer. */
  answer(row: number, each: (atUs: number) => void): void {
    const asked = this.#asked[row] ?? NONE;
    if (asked !== NONE) each(asked);
    this.#asked[row] = NONE;
    if (this.#alsoAsked.size === 0) return;
    for (const atUs of this.#alsoAsked.get(row) ?? []) each(atUs);
    this.#alsoAsked.delete(row);
  }

  /** Nobody waits for an answer any more. */
  forget(row: number): void {
    this.#asked[row] = NONE;
    this.#alsoAsked.delete(row);
    this.#waiting.delete(row);
  }

  /** Those of all devices that are left when the run ends. */
  left(each: (atUs: number) => void): void {
    for (let row = 0; row < this.#asked.length; row++) {
      this.begin(row);
      this.answer(row, each);
    }
  }
}
