import type { Slice } from '../courses/intent.ts';
import type { FleetPlan } from '../plan/plan.ts';

interface Day {
  readonly periodMs: number;
  /** Of the rate at the peak. */
  readonly trough: number;
}

/** All devices arrive within the run, spread as its days have it; the run begins with a trough. */
export function diurnalArrivals(
  { devices, durationMs }: Pick<FleetPlan, 'devices' | 'durationMs'>,
  day: Day,
  { index, of }: Slice,
  rows: number,
): Float64Array {
  const end = durationMs * 1000;
  const all = arrivedBy(end, day);
  const arrivals = new Float64Array(rows);
  let low = 0;
  for (let row = 0; row < rows; row += 1) {
    const share = (index + row * of + 0.5) / devices;
    low = firstWith(share * all, low, end, day);
    arrivals[row] = low;
  }
  return arrivals;
}

/** The first whole microsecond by which so much has arrived. */
function firstWith(amount: number, from: number, to: number, day: Day): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (arrivedBy(middle, day) < amount) low = middle + 1;
    else high = middle;
  }
  return low;
}

const BUMP = 8 / 15;

/**
 * What arrives until a moment, in periods at the rate of the peak. The rate follows 16x²(1-x)², which swings like a
 * cosine and asks for nothing but additions and multiplications, so that it is the same everywhere.
 */
function arrivedBy(atUs: number, { periodMs, trough }: Day): number {
  const periods = atUs / (periodMs * 1000);
  const whole = Math.floor(periods);
  const x = periods - whole;
  const bump = whole * BUMP + 16 * x * x * x * (1 / 3 - x / 2 + (x * x) / 5);
  return trough * periods + (1 - trough) * bump;
}
