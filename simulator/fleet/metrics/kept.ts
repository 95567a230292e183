import type { Counts } from './report.ts';

/**
 * The first few of each kind by time, and how many more there were. Which are kept depends on what was offered, not on the
 * order, so that what parts have kept adds up to what the whole would have.
 */
export class Kept<T> {
  readonly #limit: number;
  readonly #kindOf: (item: T) => string;
  readonly #compare: (a: T, b: T) => number;
  readonly #kept = new Map<string, T[]>();
  readonly #beyond = new Map<string, number>();

  constructor(limit: number, kindOf: (item: T) => string, compare: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#kindOf = kindOf;
    this.#compare = compare;
  }

  /** How many were offered. */
  get count(): number {
    const kept = this.#kept.values().reduce((sum, items) => sum + items.length, 0);
    return this.#beyond.values().reduce((sum, count) => sum + count, kept);
  }

  /** Whether it would be kept as things stand. */
  keeps(item: T): boolean {
    const items = this.#kept.get(this.#kindOf(item)) ?? [];
    const last = items.at(-1);
    return items.length < this.#limit || (last !== undefined && this.#compare(item, last) < 0);
  }

  offer(item: T): void {
    const kind = this.#kindOf(item);
    const items = this.#kept.get(kind) ?? [];
    const at = items.findIndex((other) => this.#compare(item, other) < 0);
    items.splice(at === -1 ? items.length : at, 0, item);
    if (items.length > this.#limit) {
      items.pop();
      this.countBeyond(kind, 1);
    }
    this.#kept.set(kind, items);
  }

  countBeyond(kind: string, count: number): void {
    this.#beyond.set(kind, (this.#beyond.get(kind) ?? 0) + count);
  }

  /** In order, all kinds together. */
  items(): readonly T[] {
    return [...this.#kept.values()].flat().toSorted(this.#compare);
  }

  beyond(): Counts {
    return Object.fromEntries([...this.#beyond].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
