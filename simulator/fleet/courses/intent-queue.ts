import type { Courses } from './intent.ts';

/** The rows of a slice, the one with the earliest intent first, at the same time the one with the lowest number: a binary heap. */
export class IntentQueue {
  readonly #courses: Courses;
  readonly #rows: Int32Array;

  constructor(courses: Courses) {
    this.#courses = courses;
    this.#rows = Int32Array.from({ length: courses.rows }, (_, row) => row);
    for (let place = (courses.rows >>> 1) - 1; place >= 0; place -= 1) this.#sink(place);
  }

  /** Undefined where nobody intends anything any more. */
  first(): number | undefined {
    const row = this.#rows[0];
    return row !== undefined && this.#courses.at(row) < Number.POSITIVE_INFINITY ? row : undefined;
  }

  /** Goes on to the next intent of the first row. */
  advance(): void {
    const row = this.#rows[0];
    if (row === undefined) return;
    this.#courses.advance(row);
    this.#sink(0);
  }

  #sink(from: number): void {
    const rows = this.#rows;
    const row = rows[from] ?? 0;
    let place = from;
    for (let child = 2 * place + 1; child < rows.length; child = 2 * place + 1) {
      const right = child + 1;
      if (right < rows.length && this.#isBefore(rows[right] ?? 0, rows[child] ?? 0)) child = right;
      const below = rows[child] ?? 0;
      if (!this.#isBefore(below, row)) break;
      rows[place] = below;
      place = child;
    }
    rows[place] = row;
  }

  #isBefore(left: number, right: number): boolean {
    const difference = this.#courses.at(left) - this.#courses.at(right);
    // Infinite times have no difference.
    return difference < 0 || (!(difference > 0) && left < right);
  }
}
