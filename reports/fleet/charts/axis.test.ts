import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Axis, linearAxis, logAxis, percentileAxis, timeAxis } from './axis.ts';

const positive = fc.double({ min: 1e-3, max: 1e12, noNaN: true });

function holds(axis: Axis, values: readonly number[]): void {
  const places = values.toSorted((a, b) => a - b).map((value) => axis.place(value));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const place of [...places, ...axis.ticks.map(({ value }) => axis.place(value))]) {
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThanOrEqual(1);
  }
  expect(axis.ticks.length).toBeGreaterThan(0);
  expect(axis.ticks.length).toBeLessThan(16);
}

describe('an axis', () => {
  it('keeps what is on it in order and within its ends, with a few ticks', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 20 }), (values) => {
        const most = Math.max(...values);
        holds(linearAxis(most, '', String), values);
        holds(timeAxis(most), values);
        holds(logAxis(Math.min(...values), most, '', String), values);
        holds(
          percentileAxis(most),
          values.map((value) => (value / most) * 100),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [7, ['0', '2', '4', '6', '8']],
    [1000, ['0', '250', '500', '750', '1000']],
  ])('up to %d has round ticks', (most, ticks) => {
    expect(linearAxis(most, '', String).ticks.map(({ text }) => text)).toEqual(ticks);
  });

  it('has ticks and an end also where there is nothing on it', () => {
    holds(linearAxis(0, '', String), [0]);
    holds(timeAxis(0), [0]);
    holds(logAxis(0, 0, '', String), [0]);
    holds(percentileAxis(0), [0]);
  });

  it('names times in one unit', () => {
    const names = (end: number) => timeAxis(end).ticks.map(({ text }) => text);
    expect(names(2_000)).toEqual(['0 s', '0.5 s', '1 s', '1.5 s', '2 s']);
    expect(names(60_000)).toEqual(['0 s', '10 s', '20 s', '30 s', '40 s', '50 s', '60 s']);
    expect(names(600_000)).toEqual(['0 min', '2 min', '4 min', '6 min', '8 min', '10 min']);
    expect(names(24 * 3_600_000)).toEqual(['0 h', '4 h', '8 h', '12 h', '16 h', '20 h', '24 h']);
  });

  it('gives each nine the same room', () => {
    const { place } = percentileAxis(10_000);
    const [first, second] = [place(99) - place(90), place(99.9) - place(99)];
    expect(Math.abs(first - second)).toBeLessThan(1e-9);
    expect(percentileAxis(10_000).ticks.map(({ text }) => text)).toEqual(['0 %', '50 %', '90 %', '99 %', '99.9 %']);
  });
});
