import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadLifeCycles } from './load-life-cycles.ts';
import type { Facts } from './testing/facts.test-support.ts';
import { departures, loadOutcomes, type Outcome } from './testing/outcome.test-support.ts';
import { Stand } from './testing/stand.test-support.ts';

const lifeCycles = await loadLifeCycles(join(import.meta.dirname, '../../../fixtures/fleets/life-cycles'));
const outcomes = await loadOutcomes();
/** The measure of all others, in each revision that one of them is watched in. */
const STEADY = 'steady';
const signing = outcomes
  .filter(({ id }) => id === STEADY)
  .map((steady): Outcome => ({ ...steady, revision: '1.0.0-rc.2', orders: [] }));
/** So many that they do not hinder one another: all are in this process, on both sides. */
const AT_ONCE = 11;

describe('a WFM', () => {
  const seen = new Map<Outcome, Facts>();
  const of = (outcome: Outcome): Facts => seen.get(outcome) ?? {};

  beforeAll(async () => {
    const all = [...outcomes, ...signing];
    await using stand = await Stand.open(all, lifeCycles);
    for (let first = 0; first < all.length; first += AT_ONCE) {
      const some = all.slice(first, first + AT_ONCE);
      await Promise.all(some.map(async (outcome) => seen.set(outcome, await stand.play(outcome))));
    }
  }, 90_000);

  it('has an outcome to expect of every life cycle', () => {
    expect(outcomes.map(({ id }) => id)).toEqual([...lifeCycles.keys()]);
  });

  it.each(outcomes)('sees of $id what it is to see', (outcome) => {
    expect(departures(outcome.sees, of(outcome)).join('\n')).toBe('');
  });

  it.each(outcomes.filter(({ id }) => id !== STEADY))('does not take steady devices for $id', ({ sees }) => {
    for (const steady of [...outcomes.filter(({ id }) => id === STEADY), ...signing])
      expect(departures(sees, of(steady))).not.toEqual([]);
  });

  it.each(outcomes)('takes devices of no other life cycle for $id', (outcome) => {
    const taken = outcomes.filter((other) => other !== outcome && departures(outcome.sees, of(other)).length === 0);
    expect(taken.map(({ id }) => id)).toEqual([]);
  });
});
