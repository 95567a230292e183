import { type Leaning, leaningOf } from './leaning.ts';
import { uniform } from './random.ts';

const RESAMPLES = 1000;

/** Blocks are at most this part of a series. */
const LEAST_BLOCKS = 2;

/** Where the true value lies, as likely as was asked for. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The sum of the means of some series over time, by a circular block bootstrap: what is near in time is alike (a busy
 * moment, a garbage collection), so blocks of neighbours are drawn and not single values, which would make the noise
 * look smaller than it is.
 */
export function estimateMeans(series: readonly (readonly number[])[], confidence: number, seed: number): Estimate {
  const random = uniform(seed);
  const leanings = series.map(leaningOf);
  const prepared = series.map((values, index) => prepare(values, leanings[index]?.alike ?? 0));
  const draws = Float64Array.from({ length: RESAMPLES }, () =>
    prepared.reduce((sum, each) => sum + drawnMean(each, random), 0),
  ).sort();
  const outside = (1 - confidence) / 2;
  const at = (share: number): number => draws[Math.round(share * (RESAMPLES - 1))] ?? 0;
  const [low, high] = [at(outside), at(1 - outside)];
  const value = leanings.reduce((sum, { mean }) => sum + mean, 0);
  const wider = widening(draws, high - low, leanings);
  return { value, low: value + (low - value) * wider, high: value + (high - value) * wider };
}

/**
 * By how much more a mean may be off than drawing blocks shows. Short series have few blocks, which hide part of the spread:
 * it is at least that of a series whose neighbours are as alike as these. And it is known from these values only: Student's
 * distribution is wider than the normal one (the first term of Cornish and Fisher).
 */
function widening(draws: Float64Array, width: number, leanings: readonly Leaning[]): number {
  const { mean } = leaningOf([...draws]);
  const shown = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length);
  if (shown === 0) return 1;
  const expected = Math.sqrt(leanings.reduce((sum, { variance, independent }) => sum + variance / independent, 0));
  const z = width / 2 / shown;
  // How alike neighbours are is estimated from the same few values: tried out, a third of the freedom keeps to the promised rate.
  const freedom = Math.max(1, (Math.min(...leanings.map(({ independent }) => independent)) - 1) / 3);
  return Math.max(1, expected / shown) * (1 + (z ** 2 + 1) / (4 * freedom));
}

interface Prepared {
  readonly length: number;
  readonly block: number;
  /** Sums of the first values, the series going round once more. */
  readonly sums: Float64Array;
}

/** Blocks grow with the third root of the length, which balances bias and spread, and with how alike neighbours are (Carlstein). */
function prepare(values: readonly number[], alike: number): Prepared {
  const { length } = values;
  const growth = Math.max(1, 2 * ((2 * alike) / (1 - alike ** 2)) ** (2 / 3));
  const block = Math.max(1, Math.round(Math.min(length / LEAST_BLOCKS, growth * Math.cbrt(length))));
  const sums = new Float64Array(length + block + 1);
  for (let index = 0; index < length + block; index += 1) {
    sums[index + 1] = (sums[index] ?? 0) + (values[index % length] ?? 0);
  }
  return { length, block, sums };
}

function drawnMean({ length, block, sums }: Prepared, random: () => number): number {
  let sum = 0;
  for (let taken = 0; taken < length; taken += block) {
    const size = Math.min(block, length - taken);
    const start = Math.floor(random() * length);
    sum += (sums[start + size] ?? 0) - (sums[start] ?? 0);
  }
  return sum / length;
}
