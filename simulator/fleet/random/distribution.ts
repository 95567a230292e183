import type { Random } from '../../device/time/random.ts';
import { ln, normalQuantile } from './exact-math.ts';

/** Non-negative spans in milliseconds. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** Of the values that are not negative. */
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number };

/** Milliseconds; a normal distribution may draw more than once. */
export function sample(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return distribution.min + (distribution.max - distribution.min) * random.next();
    case 'exponential':
      return -distribution.mean * ln(1 - random.next());
    case 'normal':
      return truncated(distribution.mean, distribution.deviation, random);
  }
}

/** Whole microseconds: what is left of a draw in an intent. */
export const sampleUs = (distribution: Distribution, random: Random): number =>
  Math.round(sample(distribution, random) * 1000);

/** Its mean, in milliseconds; of a normal distribution, that of the whole one. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return (distribution.min + distribution.max) / 2;
    case 'exponential':
    case 'normal':
      return distribution.mean;
  }
}

/** With a mean that is not negative every second draw is good, so that nobody ever sees the last one fail. */
const DRAWS = 64;

function truncated(mean: number, deviation: number, random: Random): number {
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const value = mean + deviation * normalQuantile(Math.max(random.next(), Number.EPSILON));
    if (value >= 0) return value;
  }
  return mean;
}
