import { error, type Finding, warning } from '../finding.ts';
import { differences, distance } from './candidates.ts';
import type { Dialect, DialectSpace, Spoken } from './dialect-space.ts';

interface Named {
  readonly base: string;
  /** Facets in which it differs from the base. */
  readonly facets: Spoken;
}

/** The nearest published state, and what differs from it; among equals the one that is the default. */
export function nameOf(space: DialectSpace, spoken: Spoken): Named {
  const { bases, defaultBase } = space;
  const byDistance = Object.entries(bases)
    .toSorted(([one], [other]) => Number(other === defaultBase) - Number(one === defaultBase))
    .toSorted(([, one], [, other]) => distance(one, spoken) - distance(other, spoken));
  const [base, values] = byDistance[0] ?? [defaultBase, spoken];
  return {
    base,
    facets: Object.fromEntries(
      differences(values, spoken).flatMap((name) => (name in spoken ? [[name, spoken[name] ?? '']] : [])),
    ),
  };
}

/** `O1 with statusPath: singular` */
export function dialectText(space: DialectSpace, spoken: Spoken): string {
  const { base, facets } = nameOf(space, spoken);
  const others = Object.entries(facets).map(([name, value]) => `${name}: ${value}`);
  return others.length === 0 ? base : `${base} with ${others.join(', ')}`;
}

/** The line of a target file. */
export function dialectLine(space: DialectSpace, spoken: Spoken): string {
  const { base, facets } = nameOf(space, spoken);
  const entries = Object.entries({ base, ...facets }).map(([name, value]) => `${name}: ${value}`);
  return `dialect: { ${entries.join(', ')} }`;
}

/** What is spoken and not declared; an error where nothing works as it is declared. */
export function inferredFinding(
  { space, spoken: declared }: Dialect,
  spoken: Spoken,
  { works }: { readonly works: boolean },
): Finding | undefined {
  const departing = differences(declared, spoken);
  if (departing.length === 0) return undefined;
  const told = departing.map((name) => `${name} ${spoken[name]} (declared: ${declared[name]})`).join(', ');
  const message =
    `the WFM speaks ${dialectText(space, spoken)} of ${space.revision}, which the target file does not declare: ` +
    `${told}; put this line into it: ${dialectLine(space, spoken)}`;
  return works ? warning('DIALECT_INFERRED', message) : error('DIALECT_INFERRED', message);
}
