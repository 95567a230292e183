import { check, constant, double, integer, oneof, property, record, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Distribution, meanOf, sample, sampleUs } from './distribution.ts';
import { ln, normalQuantile } from './exact-math.ts';
import { Stream, streamKey, uniformAt } from './stream.ts';
import { choose, weightTable } from './weighted.ts';

const seeds = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const devices = integer({ min: 0, max: 10_000_000 });
const spans = double({ min: 0, max: 1e9, noNaN: true });
const distributions = oneof(
  record({ kind: constant('constant' as const), value: spans }),
  tuple(spans, spans).map(([one, other]) => ({
    kind: 'uniform' as const,
    min: Math.min(one, other),
    max: Math.max(one, other),
  })),
  record({ kind: constant('exponential' as const), mean: spans }),
  record({ kind: constant('normal' as const), mean: spans, deviation: spans }),
);

describe('a stream', () => {
  it('goes on where it was left, whatever was drawn from others meanwhile', () => {
    const result = check(
      property(
        seeds,
        string(),
        devices,
        devices,
        integer({ min: 0, max: 50 }),
        (seed, purpose, device, other, drawn) => {
          const key = streamKey(seed, purpose);
          const whole = new Stream(key, device);
          const numbers = Array.from({ length: drawn + 10 }, () => whole.next());
          const shared = new Stream(key);
          shared.to(device);
          for (let count = 0; count < drawn; count += 1) shared.next();
          const left = shared.count;
          shared.to(other).next();
          shared.to(device, left);
          expect(Array.from({ length: 10 }, () => shared.next())).toEqual(numbers.slice(drawn));
        },
      ),
      { seed: 5, numRuns: 50 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  it('draws numbers in [0, 1)', () => {
    const result = check(
      property(seeds, devices, integer({ min: 0, max: 2 ** 31 }), (seed, device, count) => {
        const drawn = uniformAt(streamKey(seed, 'test'), device, count);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(1);
      }),
      { seed: 5 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  it('is another one for another seed, device or purpose', () => {
    const at = (seed: number, purpose: string, device: number): number =>
      uniformAt(streamKey(seed, purpose), device, 0);
    const drawn = new Set([at(1, 'a', 1), at(2, 'a', 1), at(1, 'b', 1), at(1, 'a', 2), at(1 + 2 ** 32, 'a', 1)]);
    expect(drawn.size).toBe(5);
  });

  it('spreads evenly, along a device and across devices', () => {
    const key = streamKey(7, 'evenness');
    const chiSquare = (draw: (index: number) => number): number => {
      const counts = new Float64Array(100);
      const draws = 100_000;
      for (let index = 0; index < draws; index += 1) {
        const cell = Math.floor(draw(index) * counts.length);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      return counts.reduce((sum, count) => sum + (count - draws / 100) ** 2 / (draws / 100), 0);
    };
    // With 99 degrees of freedom, 160 is exceeded once in ten thousand; the seed is fixed.
    expect(chiSquare((index) => uniformAt(key, 0, index))).toBeLessThan(160);
    expect(chiSquare((index) => uniformAt(key, index, 0))).toBeLessThan(160);
    expect(chiSquare((index) => (uniformAt(key, index, 1) + uniformAt(key, index + 1, 1)) % 1)).toBeLessThan(160);
    expect(chiSquare((index) => (uniformAt(key, 3, index) - uniformAt(key, 4, index) + 1) % 1)).toBeLessThan(160);
  });

  it('gives the numbers that it always gave', () => {
    const stream = new Stream(streamKey(42, 'polls'), 7);
    expect([stream.next(), stream.next(), stream.next()]).toMatchInlineSnapshot(`
      [
        0.7837440990674374,
        0.12067325665527362,
        0.8063828240515317,
      ]
    `);
  });
});

describe('a distribution', () => {
  it('draws what is no less than nothing, and the same for the same stream', () => {
    const result = check(
      property(distributions, seeds, devices, (distribution, seed, device) => {
        const draw = (): number => sample(distribution, new Stream(streamKey(seed, 'test'), device));
        expect(draw()).toBeGreaterThanOrEqual(0);
        expect(draw()).toBe(draw());
        expect(Number.isInteger(sampleUs(distribution, new Stream(streamKey(seed, 'test'), device)))).toBe(true);
      }),
      { seed: 5 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  const alike: readonly Distribution[] = [
    { kind: 'constant', value: 300 },
    { kind: 'uniform', min: 100, max: 500 },
    { kind: 'exponential', mean: 300 },
    { kind: 'normal', mean: 300, deviation: 30 },
  ];
  it.each(alike)('has its mean: %o', (distribution) => {
    const stream = new Stream(streamKey(1, 'mean'));
    const draws = 20_000;
    let sum = 0;
    for (let draw = 0; draw < draws; draw += 1) sum += sample(distribution, stream);
    expect(Math.abs(sum / draws - meanOf(distribution)) / meanOf(distribution)).toBeLessThan(0.02);
  });

  it('that is normal draws again what would be negative, in place of piling it up at nothing', () => {
    const stream = new Stream(streamKey(1, 'truncated'));
    const drawn = Array.from({ length: 2000 }, () => sample({ kind: 'normal', mean: 0, deviation: 10 }, stream));
    expect(drawn.filter((value) => value === 0).length).toBeLessThan(3);
    // The mean of half a normal distribution.
    expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeCloseTo(10 * Math.sqrt(2 / Math.PI), 0);
  });
});

describe('exact mathematics', () => {
  it('has the logarithm of the machine, to its last bits', () => {
    const result = check(
      property(double({ min: 2 ** -53, max: 1, noNaN: true }), (value) => {
        const error = Math.abs(ln(value) - Math.log(value));
        expect(error).toBeLessThanOrEqual(4 * Number.EPSILON * Math.max(1, Math.abs(Math.log(value))));
      }),
      { seed: 5, numRuns: 1000 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.025, -1.959963984540054],
    [0.9, 1.2815515655446004],
    [1e-9, -5.997807015007685],
    [1e-15, -7.941345326170998],
  ])('has the normal quantile of %d', (probability, quantile) => {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 9);
  });
});

describe('a weighted choice', () => {
  const weights = tuple(integer({ min: 0, max: 5 }), integer({ min: 0, max: 5 }), integer({ min: 0, max: 5 }));

  it('falls on something with weight, and on everything with weight', () => {
    const result = check(
      property(weights, double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, uniform) => {
        const chosen = choose(weightTable(given), uniform);
        if (given.every((weight) => weight === 0)) expect(chosen).toBe(-1);
        else expect(given[chosen]).toBeGreaterThan(0);
      }),
      { seed: 5 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
    const table = weightTable([1, 0, 3]);
    expect([0, 0.2, 0.25, 0.9, 1 - 2 ** -53].map((uniform) => choose(table, uniform))).toEqual([0, 0, 2, 2, 2]);
  });

  it('falls as often as the weights say', () => {
    const table = weightTable([1, 2, 7]);
    const stream = new Stream(streamKey(5, 'weights'));
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 20_000; draw += 1) {
      const chosen = choose(table, stream.next());
      counts[chosen] = (counts[chosen] ?? 0) + 1;
    }
    expect(counts.map((count) => Math.round(count / 200) / 10)).toEqual(
      [1, 2, 7].map((weight) => expect.closeTo(weight, 0)),
    );
  });

  it('of nothing is nothing', () => {
    expect(choose(weightTable([]), 0.5)).toBe(-1);
  });
});
