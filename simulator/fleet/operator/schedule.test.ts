import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperatorPlan } from '../plan/plan.ts';
import { type OperatedPlan, operatorSchedule } from './schedule.ts';

const OPERATOR: OperatorPlan = {
  assigned: 0.5,
  assignAfter: { kind: 'uniform', min: 0, max: 5000 },
  changedPerMinute: 0.2,
  withdrawn: 0.3,
  concurrency: 4,
  observed: 0.1,
};

const aPlan = (operator: Partial<OperatorPlan> = {}, changes: Partial<OperatedPlan> = {}): OperatedPlan => ({
  seed: 11,
  devices: 2000,
  durationMs: 600_000,
  arrivals: { pattern: 'ramp', overMs: 60_000 },
  bounds: { rate: 1e6, durationMs: 3_600_000, openConnections: 1000 },
  operator: { ...OPERATOR, ...operator },
  ...changes,
});

const everyone = (): boolean => true;

describe('the schedule of an operator', () => {
  it('is the same each time for the same plan and seed, and another one for another seed', () => {
    const [first, again] = [operatorSchedule(aPlan(), everyone), operatorSchedule(aPlan(), everyone)];
    expect(again).toEqual(first);
    expect(operatorSchedule(aPlan({}, { seed: 12 }), everyone)).not.toEqual(first);
  });

  it('follows the shares of its plan', () => {
    const intents = operatorSchedule(aPlan(), everyone);
    const devices = new Set(intents.map(({ device }) => device)).size;
    expect(devices).toBeGreaterThan(900);
    expect(devices).toBeLessThan(1100);
    // A thousand deployments of which each changes every five minutes, over nine and a half minutes on average.
    const changes = intents.filter(({ ordinal }) => ordinal > 0).length;
    expect(changes).toBeGreaterThan(1700);
    expect(changes).toBeLessThan(2100);
  });

  it('assigns first, never changes what is not there, and keeps to its time and to those who take something', () => {
    const plans = fc.record({
      seed: fc.integer(),
      withdrawn: fc.double({ min: 0, max: 1, noNaN: true }),
      changedPerMinute: fc.double({ min: 0, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(plans, ({ seed, ...operator }) => {
        const plan = aPlan(operator, { seed, devices: 60 });
        const isThere = new Map<number, boolean>();
        let before = 0;
        for (const { at, device, kind, ordinal } of operatorSchedule(plan, (each) => each % 3 !== 0)) {
          expect(device % 3).not.toBe(0);
          expect(at).toBeGreaterThanOrEqual(before);
          expect(at).toBeLessThan(600_000_000);
          before = at;
          expect(kind === 'assign').toBe(isThere.get(device) !== true);
          if (ordinal === 0) expect(isThere.has(device)).toBe(false);
          isThere.set(device, kind !== 'withdraw');
        }
      }),
      { numRuns: 50 },
    );
  });

  it('leaves the other devices as they are when one takes nothing', () => {
    const all = operatorSchedule(aPlan(), everyone);
    const without = operatorSchedule(aPlan(), (device) => device !== all[0]?.device);
    expect(without).toEqual(all.filter(({ device }) => device !== all[0]?.device));
  });

  it('has nothing in it where nobody operates, or nothing is assigned', () => {
    expect(operatorSchedule({ ...aPlan(), operator: null }, everyone)).toEqual([]);
    expect(operatorSchedule(aPlan({ assigned: 0 }), everyone)).toEqual([]);
  });
});
