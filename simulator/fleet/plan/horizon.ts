import type { FleetPlan } from './plan.ts';

/** When a run ends, in microseconds from its start: no intent is at or after it. */
export const horizonUs = ({ durationMs, bounds }: Pick<FleetPlan, 'durationMs' | 'bounds'>): number =>
  Math.round(Math.min(durationMs, bounds.durationMs) * 1000);
