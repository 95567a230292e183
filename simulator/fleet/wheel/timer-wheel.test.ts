import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimerWheel } from './timer-wheel.ts';

const ENTRIES = 12;

/** Times near each other, equal ones, and some beyond a round of the wheel (65.536 s). */
const time = oneof(integer({ min: 0, max: 5_000 }), integer({ min: 0, max: 200_000_000 }), constantFrom(65_536_000));

const step = oneof(
  record({ does: constantFrom('set' as const), entry: integer({ min: 0, max: ENTRIES - 1 }), at: time }),
  record({ does: constantFrom('clear' as const), entry: integer({ min: 0, max: ENTRIES - 1 }), at: time }),
  record({ does: constantFrom('expire' as const), entry: integer({ min: 0, max: 0 }), at: time }),
);

describe('a timer wheel', () => {
  it('visits what a sorted list would, in its order', async () => {
    await assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const wheel = new TimerWheel(ENTRIES);
        const model = new Map<number, number>();
        let now = 0;
        for (const { does, entry, at } of steps) {
          if (does === 'set') {
            wheel.set(entry, at);
            model.set(entry, at);
          } else if (does === 'clear') {
            wheel.clear(entry);
            model.delete(entry);
          } else {
            now = Math.max(now, at);
            const seen: (readonly [number, number])[] = [];
            wheel.expire(now, (each, due) => seen.push([each, due]));
            const expected = sorted(model).filter(([, due]) => due <= now);
            for (const [each] of expected) model.delete(each);
            expect(seen).toEqual(expected);
          }
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('puts what a visit makes due in its place among the rest', async () => {
    await assert(
      property(array(integer({ min: 1, max: 4 }), { minLength: ENTRIES, maxLength: ENTRIES }), (periods) => {
        const wheel = new TimerWheel(ENTRIES);
        const all: (readonly [number, number])[] = [];
        for (const [entry, period] of periods.entries()) {
          wheel.set(entry, period * 700);
          for (let at = period * 700; at <= 20_000; at += period * 700) all.push([entry, at]);
        }
        const seen: (readonly [number, number])[] = [];
        wheel.expire(20_000, (entry, at) => {
          seen.push([entry, at]);
          wheel.set(entry, at + (periods[entry] ?? 1) * 700);
        });
        expect(seen).toEqual(inOrder(all));
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('does not visit what an earlier visit has cleared or put off', () => {
    const wheel = new TimerWheel(4);
    for (const entry of [0, 1, 2, 3]) wheel.set(entry, 10 + entry);
    const seen: number[] = [];
    wheel.expire(100, (entry) => {
      seen.push(entry);
      if (entry !== 0) return;
      wheel.clear(1);
      wheel.set(2, 500);
    });
    expect(seen).toEqual([0, 3]);
    wheel.expire(500, (entry) => seen.push(entry));
    expect(seen).toEqual([0, 3, 2]);
  });

  it('tells the earliest time that is not beyond the horizon', () => {
    const wheel = new TimerWheel(3);
    expect(wheel.earliest(1000, 50_000)).toBe(51_000);
    wheel.set(0, 65_536_000 + 3_000);
    wheel.set(1, 9_500);
    wheel.set(2, 9_400);
    expect(wheel.earliest(1000, 50_000)).toBe(9_400);
    expect(wheel.earliest(1000, 5_000)).toBe(6_000);
  });

  it('takes an infinite time for none', () => {
    const wheel = new TimerWheel(1);
    wheel.set(0, 5);
    wheel.set(0, Number.POSITIVE_INFINITY);
    const seen: number[] = [];
    wheel.expire(1e12, (entry) => seen.push(entry));
    expect(seen).toEqual([]);
  });
});

const inOrder = (list: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] =>
  list.toSorted(([entry, at], [other, otherAt]) => at - otherAt || entry - other);

const sorted = (model: ReadonlyMap<number, number>): readonly (readonly [number, number])[] => inOrder([...model]);
