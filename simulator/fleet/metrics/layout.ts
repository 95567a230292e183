/**
 * Where HdrHistogram counts a value: below 2,048 each unit has a bucket of its own, above, each doubling has 1,024 of them,
 * which is enough for three digits.
 */

/** One hour, in microseconds: what took longer is counted as this. */
export const HIGHEST_US = 3_600_000_000;

export const SIGNIFICANT_DIGITS = 3;

export const BUCKETS: number = bucketOf(HIGHEST_US) + 1;

/** Of whole microseconds up to HIGHEST_US. */
export function bucketOf(us: number): number {
  const shift = 21 - Math.clz32(us);
  return shift > 0 ? (shift << 10) + (us >>> shift) : us >>> 0;
}
