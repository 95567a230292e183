import { describe, expect, it } from 'vitest';
import type { Results } from '../../model.ts';
import { conformantSample } from '../../sample.test-data.ts';
import { fleetSample, measuredFleet, SHAPE } from '../sample.test-data.ts';
import { compareRuns } from './compare-runs.ts';
import { renderFleetComparison } from './console.ts';
import { FIGURES } from './figures.ts';
import { judgeFigure } from './judge-figure.ts';
import type { FleetComparison } from './model.ts';
import { uniform } from './random.ts';

const RESULTS = conformantSample();

function run(seed: number, changes: Partial<typeof SHAPE> = {}, validity = true): Results {
  const fleet = measuredFleet({ ...SHAPE, seed, ...changes });
  return { ...RESULTS, fleet: { ...fleet, validity: { isValid: validity, reasons: [] } } };
}

const verdicts = ({ figures }: FleetComparison) =>
  Object.fromEntries(figures.map(({ name, verdict }) => [name, verdict]));

/** Percentiles of intervals of one distribution, which lean on the one before, as those of a machine do. */
function series(random: () => number, length: number, spread: number): readonly number[] {
  let mood = 0;
  return Array.from({ length }, () => {
    mood = 0.5 * mood + spread * (random() + random() + random() - 1.5);
    return 4_000 * Math.exp(mood);
  });
}

describe('a comparison of two runs', () => {
  const [figure] = FIGURES;
  if (figure === undefined) throw new TypeError('there is a figure');
  /** As one of all figures of a comparison. */
  const judged = (base: readonly number[], head: readonly number[], isPaired: boolean, seed: number) =>
    judgeFigure(figure, {
      whole: [0, 0],
      parts: [base, head],
      isPaired,
      threshold: 0.1,
      confidence: 1 - 0.05 / FIGURES.length,
      seed,
      useless: null,
    });

  it.each([
    ['quiet', 0.1, true],
    ['noisy', 0.6, true],
    ['noisy', 0.6, false],
  ] as const)(
    'takes %s equal runs for different no more often than it says (spread %d, paired %s)',
    (_, spread, isPaired) => {
      const random = uniform(2027);
      const isTakenForDifferent = (draw: number) =>
        FIGURES.some((__, index) => {
          const [base, head] = [series(random, 60, spread), series(random, 60, spread)];
          return ['worse', 'better'].includes(judged(base, head, isPaired, draw + index).verdict);
        });
      const draws = Array.from({ length: 200 }, (__, draw) => isTakenForDifferent(draw));
      // 5 % of 200.
      expect(draws.filter(Boolean).length).toBeLessThanOrEqual(10);
    },
  );

  it('finds a slowdown of 30 % in each of 50 draws', () => {
    const random = uniform(7);
    for (let seed = 0; seed < 50; seed += 1) {
      const head = series(random, 60, 0.1).map((value) => value * 1.3);
      expect(judged(series(random, 60, 0.1), head, true, seed)).toMatchObject({ verdict: 'worse', words: 'slower' });
    }
  });

  it('says slower or faster of whole runs, and is the same each time', () => {
    const [base, slow] = [run(1), run(2, { medianUs: SHAPE.medianUs * 1.3 })];
    const comparison = compareRuns(base, slow);
    expect(verdicts(comparison)).toMatchObject({
      'poll response p50': 'worse',
      'poll response p90': 'worse',
      'poll response p99': 'worse',
      'requests a second': 'same',
    });
    expect(comparison).toEqual(compareRuns(base, slow));
    expect(compareRuns(slow, base)).toMatchObject({ verdict: 'better' });
    expect(verdicts(compareRuns(base, run(3)))).toMatchObject({
      'poll response p50': 'same',
      'poll response p90': 'same',
    });
    expect(compareRuns(base, base)).toMatchObject({ verdict: 'same', differences: [] });
  });

  it('cannot tell from too few intervals, or from a run that is not valid', () => {
    const few = { intervals: 8 };
    expect(compareRuns(run(1, few), run(2, { ...few, medianUs: 40_000 }))).toMatchObject({ verdict: 'cannot tell' });
    const { figures } = compareRuns(run(1), run(2, { medianUs: 40_000 }, false));
    expect(new Set(figures.map(({ words }) => words))).toEqual(new Set(['cannot tell: the second run is not valid']));
  });

  it('cannot tell where the runs vary too much in themselves', () => {
    const random = uniform(5);
    const verdict = judged(series(random, 20, 2), series(random, 20, 2), true, 1);
    expect(verdict).toMatchObject({ verdict: 'cannot tell', words: expect.stringContaining('vary too much') });
  });

  it('refuses different plans unless asked, and says what differs', () => {
    const base = run(1);
    const other = run(2, { medianUs: SHAPE.medianUs * 1.5, intervals: 50 });
    if (other.fleet === undefined) throw new TypeError('the run has a fleet');
    const plan = { ...other.fleet.plan, digest: 'beef', devices: 2000, facts: [['Arrivals', 'all at once']] as const };
    const head = { ...other, fleet: { ...other.fleet, plan } };
    expect(() => compareRuns(base, head)).toThrow(
      /^PLANS_DIFFER: .*Devices: 1000, then 2000; Duration: 20\.0 s, then 25\.0 s; .*Arrivals: evenly over 5\.0 s, then all at once/,
    );
    const comparison = compareRuns(base, head, { differentPlans: true });
    expect(comparison).toMatchObject({
      verdict: 'worse',
      differences: expect.arrayContaining(['Devices: 1000, then 2000']),
    });
  });

  it('refuses what is no fleet', () => {
    expect(() => compareRuns(run(1), conformantSample())).toThrow(/^NOT_A_FLEET: /);
  });

  it('is shown on a console', () => {
    const head = run(2, { medianUs: SHAPE.medianUs * 1.3 });
    const text = renderFleetComparison(
      compareRuns(run(1), { ...head, run: { ...head.run, target: { ...head.run.target, version: '4.3.0\u001b[2J' } } }),
      { color: false, width: 110 },
    );
    expect(text).toMatch(/first {3}ACME Fleet Manager 4\.2\.0, small-factory, seed 42, /);
    expect(text).toContain('  Version: 4.2.0, then 4.3.0␛[2J');
    expect(text).toMatch(/ {2}poll response p50 +\S+ ms +\S+ ms +\+\S+ % +\+\S+ % and \+\S+ % {2}slower\n/);
    expect(text).toContain('\nThe second run is worse: poll response p50, poll response p90, poll response p99\n');
    expect(text).toContain('at most 5 times in 100');
    expect(renderFleetComparison(compareRuns(fleetSample(), fleetSample()), { color: true, width: 110 })).toContain(
      '\u001b[',
    );
  });
});
