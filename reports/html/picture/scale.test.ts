import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stretchedScale } from './scale.ts';

const time = fc.oneof(fc.nat(100_000), fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER));
const times = fc.array(time, { maxLength: 300 });

describe('stretchedScale', () => {
  it('keeps order and stays within the picture', () => {
    fc.assert(
      fc.property(times, fc.array(time, { maxLength: 40 }), (moments, steps) => {
        const scale = stretchedScale({ moments, steps, from: 20, to: 900 });
        const places = [...moments, ...steps].toSorted((a, b) => a - b).map(scale);
        for (const [index, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual((places[index - 1] ?? 20) - 1e-6);
          expect(place).toBeLessThanOrEqual(900 + 1e-6);
        }
      }),
    );
  });

  it('shows milliseconds beside seconds, and still tells the longer span from the shorter', () => {
    const scale = stretchedScale({ moments: [0, 10, 2_000, 10_000], steps: [], from: 0, to: 800 });
    expect(scale(10)).toBeGreaterThan(15);
    expect(scale(10_000) - scale(2_000)).toBeGreaterThan(scale(2_000) - scale(10));
    expect(scale(10_000)).toBeCloseTo(800);
  });

  it('leaves room for the number of each command', () => {
    const scale = stretchedScale({ moments: [60_000], steps: [0, 1, 2, 3], from: 0, to: 800 });
    for (const step of [1, 2, 3]) expect(scale(step) - scale(step - 1)).toBeGreaterThan(24);
  });
});
