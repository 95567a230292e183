/** One of several, as often as its weight is to the sum of all. */
export interface Weighted<Value> {
  readonly value: Value;
  /** Positive. */
  readonly weight: number;
}

/** Sums of the weights up to and with each: what a choice is made from. */
export type WeightTable = Float64Array;

export function weightTable(weights: readonly number[]): WeightTable {
  let sum = 0;
  return Float64Array.from(weights, (weight) => {
    sum += weight;
    return sum;
  });
}

/** Index of the choice that a number in [0, 1) falls to, never one without weight; -1 where there is nothing to choose from. */
export function choose(table: WeightTable, uniform: number): number {
  const place = uniform * (table.at(-1) ?? 0);
  let chosen = -1;
  let below = 0;
  for (let index = 0; index < table.length; index += 1) {
    const sum = table[index] ?? 0;
    // The product may be rounded up to the whole sum: the last one with weight is meant then.
    if (sum > below) chosen = index;
    if (place < sum) return chosen;
    below = sum;
  }
  return chosen;
}
