import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { addHistograms, percentileDistribution, readLatencies } from './latencies.ts';
import { HIGHEST_US } from './layout.ts';
import { Tally } from './tally.ts';

const latency = fc.oneof(
  fc.integer({ min: 0, max: 5_000 }),
  fc.integer({ min: 0, max: HIGHEST_US }),
  fc.double({ min: 0, max: HIGHEST_US, noNaN: true }),
);

function tallyOf(values: readonly number[]): Tally {
  const tally = new Tally();
  for (const value of values) tally.record(value);
  return tally;
}

describe('a tally', () => {
  it('says what the histogram of the library says', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), (values) => {
        const theirs = build({
          bitBucketSize: 64,
          highestTrackableValue: HIGHEST_US,
          numberOfSignificantValueDigits: 3,
        });
        for (const value of values) theirs.recordValue(Math.floor(value));
        const expected = decodeFromCompressedBase64(encodeIntoCompressedBase64(theirs), 64);
        // The library's text of a distribution says all that it holds.
        const ours = decodeFromCompressedBase64(tallyOf(values).encoded(), 64);
        expect(ours.outputPercentileDistribution()).toBe(expected.outputPercentileDistribution());
        expect(ours.minNonZeroValue).toBe(expected.minNonZeroValue);
      }),
      { numRuns: 12 },
    );
  });

  it('is within three digits of each value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HIGHEST_US }), (value) => {
        const { min, max } = readLatencies(tallyOf([value]).encoded());
        expect(min).toBeLessThanOrEqual(value);
        expect(max).toBeGreaterThanOrEqual(value);
        expect(max - min).toBeLessThanOrEqual(value / 1000);
      }),
      { numRuns: 12 },
    );
  });

  it('adds up to the same text in any order and grouping', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.array(latency), fc.array(latency), (a, b, c) => {
        const [x, y, z] = [a, b, c].map((values) => tallyOf(values).encoded());
        if (x === undefined || y === undefined || z === undefined) throw new TypeError('three in, three out');
        const whole = tallyOf([...a, ...b, ...c]).encoded();
        expect(addHistograms([x, addHistograms([y, z])])).toBe(whole);
        expect(addHistograms([addHistograms([z, x]), y])).toBe(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('counts what is below none as none, and what is over an hour as an hour', () => {
    const { min, max, count } = readLatencies(tallyOf([-5, Number.NaN, 2 * HIGHEST_US]).encoded());
    expect({ min, count }).toEqual({ min: 0, count: 3 });
    expect(max).toBeGreaterThanOrEqual(HIGHEST_US);
  });

  it('is empty again once it is cleared, and says nothing of what was never recorded', () => {
    const tally = tallyOf([7, 8]);
    tally.clear();
    expect(tally.encoded()).toBe(new Tally().encoded());
    const { count, min, max, mean } = readLatencies(tally.encoded());
    expect({ count, min, max, mean }).toEqual({ count: 0, min: 0, max: 0, mean: 0 });
    expect(readLatencies(tally.encoded()).at(99)).toBe(0);
  });

  it('refuses to add a histogram of another precision', () => {
    const other = build({ highestTrackableValue: HIGHEST_US, numberOfSignificantValueDigits: 2 });
    other.recordValue(3);
    expect(() => new Tally().add(encodeIntoCompressedBase64(other))).toThrow(/^HISTOGRAM_UNLIKE: /);
  });

  it('exports what plotters of HDR histograms read, in milliseconds', () => {
    const text = percentileDistribution(tallyOf([1_000, 2_000, 3_000, 40_000]).encoded());
    expect(text).toMatch(/^ +Value +Percentile TotalCount 1\/\(1-Percentile\)\n\n/);
    expect(text).toMatch(/\n +2\.000 0\.5\d+ +2 /);
    expect(text).toMatch(/#\[Max +=.* Total count +=.* 4\]/);
  });
});
