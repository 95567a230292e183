import { decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js';
import { encodeBuckets } from './encode.ts';
import { BUCKETS, bucketOf, HIGHEST_US, SIGNIFICANT_DIGITS } from './layout.ts';
import { MetricsError } from './metrics-error.ts';
import type { EncodedHistogram } from './report.ts';

/**
 * An HDR histogram that is being filled, in the layout of the library's. That one finds the bucket with a logarithm, at
 * 55 ns a value; here it is a count of leading zeros, at 5 to 20, and there are up to four values to an exchange.
 */
export class Tally {
  /** Doubles count exactly to 2^53; 32 bits would wrap after half a day of 100,000 a second. */
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #encoded: { readonly count: number; readonly text: EncodedHistogram } | null = null;

  get count(): number {
    return this.#count;
  }

  /** Microseconds; less than none is none. */
  record(us: number): void {
    const bucket = us > 0 ? bucketOf(Math.min(us, HIGHEST_US)) : 0;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  /** Adds all of another one, bucket by bucket. Throws where it has another layout, or is no histogram. */
  add(encoded: EncodedHistogram): void {
    const other = decodeFromCompressedBase64(encoded, 64);
    if (!(other instanceof JsHistogram) || !isAlike(other)) {
      throw new MetricsError('HISTOGRAM_UNLIKE', 'a histogram of another range or precision; add those of one release');
    }
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + other.getCountAtIndex(bucket);
    }
    this.#count += other.totalCount;
  }

  encoded(): EncodedHistogram {
    if (this.#encoded?.count === this.#count) return this.#encoded.text;
    const text = this.taken().encoded();
    this.#encoded = { count: this.#count, text };
    return text;
  }

  /** What is in it, in little room. */
  taken(): SparseTally {
    let used = 0;
    for (const count of this.#counts) if (count > 0) used += 1;
    const buckets = new Uint16Array(used);
    const counts = new Float64Array(used);
    let at = 0;
    for (let bucket = 0; at < used; bucket += 1) {
      const count = this.#counts[bucket] ?? 0;
      if (count === 0) continue;
      buckets[at] = bucket;
      counts[at] = count;
      at += 1;
    }
    return new SparseTally(buckets, counts);
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#encoded = null;
  }
}

/** A histogram of an interval that is over: no more than its buckets that hold something. */
export class SparseTally {
  readonly #buckets: Uint16Array;
  readonly #counts: Float64Array;

  constructor(buckets: Uint16Array, counts: Float64Array) {
    this.#buckets = buckets;
    this.#counts = counts;
  }

  encoded(): EncodedHistogram {
    return encodeBuckets(this.#buckets, this.#counts);
  }
}

function isAlike({
  numberOfSignificantValueDigits,
  highestTrackableValue,
  lowestDiscernibleValue,
}: JsHistogram): boolean {
  return (
    numberOfSignificantValueDigits === SIGNIFICANT_DIGITS &&
    highestTrackableValue === HIGHEST_US &&
    lowestDiscernibleValue === 1
  );
}
