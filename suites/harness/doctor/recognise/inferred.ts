import type { Target } from '../../target/target.ts';
import { error, type Finding, warning } from '../finding.ts';
import { differences, distance } from './candidates.ts';
import type { DialectSpace, Spoken, SpokenDialect } from './dialect-space.ts';

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

export interface Inference {
  readonly finding: Finding | undefined;
  /** Facets to go on with in place of those that the target file leaves to the default. */
  readonly adopted: Spoken;
}

/**
 * What is spoken and not declared. `takenIn` is the dialect in which the WFM took the doctor's client in: where it is
 * another one that nobody may go on with, nothing works as it is declared.
 */
export function inference(
  { space, spoken: declared }: SpokenDialect,
  entry: Target['dialect'],
  takenIn: Spoken,
  spoken: Spoken,
): Inference {
  const departing = differences(declared, spoken);
  const isFree = (name: string): boolean =>
    space.readings.includes(name) && !Object.hasOwn(entry, name) && !Object.hasOwn(entry, 'base');
  const adopted = Object.fromEntries(departing.filter(isFree).map((name) => [name, spoken[name] ?? '']));
  if (departing.length === 0) return { finding: undefined, adopted };
  const told = departing.map((name) => `${name} ${spoken[name]} (not ${declared[name]})`).join(', ');
  const message =
    `the WFM speaks dialect ${dialectText(space, spoken)} of ${space.revision}, which the target file does not declare: ` +
    `${told}; ${departing.every(isFree) ? 'the text can be read so, and the run goes on with it; to say so for good, ' : ''}` +
    `put this line into the file: ${dialectLine(space, spoken)}`;
  const stops = !differences(declared, takenIn).every(isFree);
  return { finding: stops ? error('DIALECT_INFERRED', message) : warning('DIALECT_INFERRED', message), adopted };
}
