import type { FacetValue } from '../../../../simulator/protocol/dialect.ts';
import { type DialectSpace, type Spoken, type Telling, toldBy } from './dialect-space.ts';

/**
 * The other dialects that one thing may tell, the likeliest first: as a published state has them, then those that differ
 * in the fewest facets.
 */
export function candidates(space: DialectSpace, spoken: Spoken, telling: Telling): readonly Spoken[] {
  const names = toldBy(space, telling);
  const published = Object.values(space.bases).map((base) => ({ ...spoken, ...only(base, names) }));
  const all = combinations(names.map((name) => [name, space.facets[name] ?? []])).map((values) => ({
    ...spoken,
    ...values,
  }));
  const byDistance = all.toSorted((one, other) => distance(spoken, one) - distance(spoken, other));
  const unique = new Map([...published, ...byDistance].map((dialect) => [keyOf(dialect), dialect]));
  unique.delete(keyOf(spoken));
  return [...unique.values()];
}

/** In how many facets two dialects differ. */
export const distance = (one: Spoken, other: Spoken): number => differences(one, other).length;

/** The facets in which another dialect differs. */
export const differences = (one: Spoken, other: Spoken): readonly string[] =>
  Object.keys(one).filter((name) => one[name] !== other[name]);

const only = (dialect: Spoken, names: readonly string[]): Spoken =>
  Object.fromEntries(Object.entries(dialect).filter(([name]) => names.includes(name)));

const combinations = (table: readonly (readonly [string, readonly FacetValue[]])[]): readonly Spoken[] =>
  table.reduce<readonly Spoken[]>(
    (soFar, [name, values]) => soFar.flatMap((partial) => values.map((value) => ({ ...partial, [name]: value }))),
    [{}],
  );

const keyOf = (dialect: Spoken): string =>
  Object.entries(dialect)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(';');
