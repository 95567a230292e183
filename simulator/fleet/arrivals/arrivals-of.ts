import type { Slice } from '../courses/intent.ts';
import { rowsOf } from '../courses/slice.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { diurnalArrivals } from './diurnal.ts';
import { poissonArrivals } from './poisson.ts';

/** What arrivals depend on. */
export type ArrivalPlan = Pick<FleetPlan, 'arrivals' | 'devices' | 'durationMs' | 'seed'>;

/** When each device of a slice comes into being, in whole microseconds from the start; never before one with a lower number. */
export function arrivalsOf(plan: ArrivalPlan, slice: Slice): Float64Array {
  const { arrivals, devices } = plan;
  const rows = rowsOf(devices, slice);
  const each = (at: (device: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => at(slice.index + row * slice.of));
  switch (arrivals.pattern) {
    case 'all-at-once':
      return new Float64Array(rows);
    case 'ramp':
      return each((device) => Math.floor((device * arrivals.overMs * 1000) / devices));
    case 'stairs':
      return each((device) => Math.round(Math.floor((device * arrivals.steps) / devices) * arrivals.everyMs * 1000));
    case 'poisson':
      return poissonArrivals(plan.seed, arrivals.rate, slice, rows);
    case 'diurnal':
      return diurnalArrivals(plan, arrivals, slice, rows);
  }
}
