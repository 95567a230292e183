import type { Slice } from '../courses/intent.ts';
import { sample } from '../random/distribution.ts';
import { Stream, streamKey } from '../random/stream.ts';

/**
 * Independent arrivals: the gaps between them are exponential. Every slice draws the gaps of all devices and keeps its own,
 * so that all of them see the same arrivals without asking one another.
 */
export function poissonArrivals(seed: number, rate: number, { index, of }: Slice, rows: number): Float64Array {
  const gap = { kind: 'exponential', mean: 1_000_000 / rate } as const;
  const gaps = new Stream(streamKey(seed, 'arrivals'));
  const arrivals = new Float64Array(rows);
  let at = 0;
  for (let device = 0, row = 0; row < rows; device += 1) {
    at += sample(gap, gaps);
    if (device % of !== index) continue;
    arrivals[row] = Math.round(at);
    row += 1;
  }
  return arrivals;
}
