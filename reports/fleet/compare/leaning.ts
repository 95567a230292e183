/** How a series over time leans on itself. */
export interface Leaning {
  readonly mean: number;
  readonly variance: number;
  /** Correlation of each value with the next; never negative. */
  readonly alike: number;
  /** How many independent values would say as much of the mean. */
  readonly independent: number;
}

const MOST_ALIKE = 0.95;

export function leaningOf(values: readonly number[]): Leaning {
  const count = Math.max(1, values.length);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const off = values.map((value) => value - mean);
  const squares = off.reduce((sum, value) => sum + value ** 2, 0);
  const variance = squares / Math.max(1, count - 1);
  if (squares === 0) return { mean, variance, alike: 0, independent: count };
  const shown = off.reduce((sum, value, index) => sum + value * (off[index + 1] ?? 0), 0) / squares;
  // A short series shows it too small (Kendall).
  const alike = Math.min(MOST_ALIKE, Math.max(0, shown + (1 + 3 * shown) / count));
  return { mean, variance, alike, independent: Math.max(2, (count * (1 - alike)) / (1 + alike)) };
}
