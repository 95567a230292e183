import { decodeFromCompressedBase64 } from 'hdr-histogram-js';

/** What an encoded histogram says, in microseconds; all 0 where nothing was recorded, or the text is no histogram. */
export interface Latencies {
  readonly count: number;
  readonly mean: number;
  readonly max: number;
  /** `percent` in [0, 100]. */
  at(percent: number): number;
}

const NOTHING: Latencies = { count: 0, mean: 0, max: 0, at: () => 0 };

/** A results file may be of another hand: a report without a figure is worth more than none. */
export function readLatencies(encoded: string): Latencies {
  try {
    const histogram = decodeFromCompressedBase64(encoded, 64);
    const { totalCount, maxValue } = histogram;
    if (totalCount === 0) return NOTHING;
    return {
      count: totalCount,
      mean: histogram.mean,
      max: maxValue,
      at: (percent) => histogram.getValueAtPercentile(percent),
    };
  } catch {
    return NOTHING;
  }
}

/** Microseconds with three digits: `840 µs`, `12.4 ms`, `3.05 s`. */
export function timeText(us: number): string {
  if (us < 1_000) return `${digits(us)} µs`;
  return us < 1_000_000 ? `${digits(us / 1_000)} ms` : `${digits(us / 1_000_000)} s`;
}

function digits(value: number): string {
  return value >= 1_000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
