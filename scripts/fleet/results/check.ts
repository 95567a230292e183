import type { CheckResult } from '../../../reports/model.ts';

/** A check of a fleet: what is not said is as it mostly is. */
export function fleetCheck(
  check: Pick<CheckResult, 'id' | 'title' | 'level' | 'verdict' | 'message'> & Partial<CheckResult>,
): CheckResult {
  return {
    requirements: [],
    durationMs: 0,
    observations: [],
    positions: [],
    counterexample: null,
    exchanges: [],
    repro: null,
    violations: [],
    judged: [],
    expectation: null,
    ...check,
  };
}

/** Microseconds from the start, as a person says them. */
export function afterStart(us: number): string {
  return `${(us / 1_000_000).toFixed(1)} s after the start`;
}
