import { check, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARRIVAL_PATTERNS } from '../plan/arbitrary-plan.test-support.ts';
import type { Arrivals } from '../plan/plan.ts';
import { type ArrivalPlan, arrivalsOf } from './arrivals-of.ts';

const plan = (arrivals: Arrivals, devices = 1000): ArrivalPlan => ({ arrivals, devices, durationMs: 60_000, seed: 3 });
const WHOLE = { index: 0, of: 1 };
const SECOND = 1_000_000;

describe('arrivals', () => {
  it('of slices are those of the fleet, in whole microseconds, in the order of the devices', () => {
    const result = check(
      property(
        ARRIVAL_PATTERNS,
        integer({ min: 1, max: 200 }),
        integer({ min: 1, max: 7 }),
        (arrivals, devices, of) => {
          const whole = arrivalsOf(plan(arrivals, devices), WHOLE);
          expect(whole).toHaveLength(devices);
          expect([...whole].every((at) => Number.isInteger(at) && at >= 0)).toBe(true);
          expect([...whole].sort((left, right) => left - right)).toEqual([...whole]);
          for (let index = 0; index < of; index += 1)
            expect([...arrivalsOf(plan(arrivals, devices), { index, of })]).toEqual(
              [...whole].filter((_, device) => device % of === index),
            );
        },
      ),
      { seed: 5, numRuns: 60 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  it('all at once are at the start', () => {
    expect(new Set(arrivalsOf(plan({ pattern: 'all-at-once' }), WHOLE))).toEqual(new Set([0]));
  });

  it('on a ramp are evenly apart and done when it ends', () => {
    const ramp = arrivalsOf(plan({ pattern: 'ramp', overMs: 10_000 }), WHOLE);
    expect([ramp[0], ramp[1], ramp[999]]).toEqual([0, 10_000, 9_990_000]);
  });

  it('on stairs come in equal parts', () => {
    const stairs = arrivalsOf(plan({ pattern: 'stairs', steps: 4, everyMs: 2000 }), WHOLE);
    const counts = [0, 2, 4, 6].map((second) => stairs.filter((at) => at === second * SECOND).length);
    expect(counts).toEqual([250, 250, 250, 250]);
  });

  it('that are independent have their rate and exponential gaps', () => {
    const devices = 50_000;
    const at = arrivalsOf(plan({ pattern: 'poisson', rate: 1000 }, devices), WHOLE);
    expect((at[devices - 1] ?? 0) / SECOND).toBeCloseTo(50, 0);
    const gaps = [...at].slice(1).map((arrival, index) => arrival - (at[index] ?? 0));
    // Half of them are below ln 2 means, and one in e^3 is beyond three of them.
    expect(gaps.filter((gap) => gap < Math.LN2 * 1000).length / gaps.length).toBeCloseTo(0.5, 2);
    expect(gaps.filter((gap) => gap > 3000).length / gaps.length).toBeCloseTo(Math.exp(-3), 2);
  });

  it('over days come at the peak, hardly at the trough, and alike on each day', () => {
    const at = arrivalsOf(plan({ pattern: 'diurnal', periodMs: 20_000, trough: 0.1 }), WHOLE);
    const between = (from: number, to: number): number =>
      at.filter((arrival) => arrival >= from * SECOND && arrival < to * SECOND).length;
    expect(between(0, 60)).toBe(1000);
    expect([between(0, 20), between(20, 40), between(40, 60)]).toEqual([
      expect.closeTo(333, -1),
      expect.closeTo(333, -1),
      expect.closeTo(333, -1),
    ]);
    expect(between(9, 11)).toBeGreaterThan(5 * between(19, 21));
    expect(between(19, 21)).toBeGreaterThan(0);
  });

  it('are those that they always were', () => {
    const first = (arrivals: Arrivals): readonly number[] => [...arrivalsOf(plan(arrivals), WHOLE)].slice(1, 4);
    expect(first({ pattern: 'poisson', rate: 100 })).toMatchInlineSnapshot(`
      [
        5117,
        9089,
        34145,
      ]
    `);
    expect(first({ pattern: 'diurnal', periodMs: 60_000, trough: 0.05 })).toMatchInlineSnapshot(`
      [
        976432,
        1566074,
        2093174,
      ]
    `);
  });
});
