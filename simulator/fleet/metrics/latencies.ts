import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { EncodedHistogram } from './report.ts';
import { Tally } from './tally.ts';

/** Most intervals of a small slice are. */
const EMPTY = new Tally().encoded();

const TICKS_PER_HALF_DISTANCE = 5;
const MICROSECONDS_IN_MS = 1000;

/** What an encoded histogram says, in microseconds; all 0 where nothing was recorded. */
export interface Latencies {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** `percent` in [0, 100]. */
  at(percent: number): number;
}

/** Throws where the text is no histogram. */
export function readLatencies(encoded: EncodedHistogram): Latencies {
  const histogram = decodeFromCompressedBase64(encoded, 64);
  const { totalCount, maxValue } = histogram;
  if (totalCount === 0) return { count: 0, min: 0, max: 0, mean: 0, at: () => 0 };
  return {
    count: totalCount,
    min: histogram.getValueAtPercentile(0),
    max: maxValue,
    mean: histogram.mean,
    at: (percent) => histogram.getValueAtPercentile(percent),
  };
}

/** Bucket by bucket: the same as if all had been recorded in one. */
export function addHistograms(encoded: readonly EncodedHistogram[]): EncodedHistogram {
  const filled = encoded.filter((each) => each !== EMPTY);
  const [only = EMPTY] = filled;
  if (filled.length < 2) return only;
  const sum = new Tally();
  for (const each of filled) sum.add(each);
  return sum.encoded();
}

/** The percentile distribution that plotters of HDR histograms read (`.hgrm`); values in milliseconds. */
export function percentileDistribution(encoded: EncodedHistogram): string {
  return decodeFromCompressedBase64(encoded, 64).outputPercentileDistribution(
    TICKS_PER_HALF_DISTANCE,
    MICROSECONDS_IN_MS,
  );
}
