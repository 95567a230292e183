import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import schema from '../../../../fixtures/fleets/outcomes/outcome.schema.json' with { type: 'json' };
import type { RevisionId } from '../../../protocol/revision.ts';
import type { Facts } from './facts.test-support.ts';

/** Exactly so many, or from least to most. */
type Expected = number | readonly [least: number, most: number];
type ExpectedCounts = Readonly<Record<string, Expected>>;
export type Sight = Readonly<Record<string, Expected | ExpectedCounts | Readonly<Record<string, ExpectedCounts>>>>;

/** What a WFM is to see of the devices of a life cycle, and under what; its schema says what each member means. */
interface OutcomeFile {
  readonly revision?: RevisionId;
  readonly wfm?: 'reference' | 'overloaded';
  readonly shortened?: object;
  readonly plan?: Readonly<Record<string, string | number>>;
  readonly orders?: readonly number[];
  readonly sees: Sight;
}

export interface Outcome extends Required<Omit<OutcomeFile, 'shortened'>> {
  /** Of the life cycle. */
  readonly id: string;
  readonly shortened: object | null;
}

export const OUTCOMES: string = join(import.meta.dirname, '../../../../fixtures/fleets/outcomes');
export const OUTCOMES_PLAN = 'plan.yaml';

const validate = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true }).compile<OutcomeFile>(schema);

/** All outcomes, by the ids of their life cycles. @throws Error naming what is wrong with a file */
export async function loadOutcomes(): Promise<readonly Outcome[]> {
  const names = (await readdir(OUTCOMES)).filter((name) => name.endsWith('.yaml') && name !== OUTCOMES_PLAN);
  return Promise.all(names.sort().map(loadOutcome));
}

async function loadOutcome(name: string): Promise<Outcome> {
  const file: unknown = parse(await readFile(join(OUTCOMES, name), 'utf8'));
  if (!validate(file)) throw new Error(`${name}: ${JSON.stringify(validate.errors)}`);
  const defaults = { revision: '1.0.0-rc.3', wfm: 'reference', shortened: null, plan: {}, orders: [] } as const;
  return { ...defaults, ...file, id: basename(name, '.yaml') };
}

/** In what a sight differs from what was to be seen, one line each; none: it is as expected. */
export function departures(expected: Sight, seen: Facts): readonly string[] {
  return Object.entries(expected).flatMap(([name, value]) => differences(name, value, seen[name]));
}

/** A map is complete: nothing is seen that it does not name. */
function differences(place: string, expected: Figure | undefined, seen: Figure | undefined): readonly string[] {
  if (isMap(expected) || (expected === undefined && isMap(seen))) {
    const [wanted, found] = [isMap(expected) ? expected : {}, isMap(seen) ? seen : {}];
    const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
    return [...names].flatMap((name) => differences(`${place} ${name}`, wanted[name], found[name]));
  }
  const [least, most] = rangeOf(expected ?? 0);
  const count = typeof seen === 'object' ? Number.NaN : (seen ?? 0);
  const wanted = least === most ? least : `${least} to ${most}`;
  return least <= count && count <= most ? [] : [`${place}: ${count}, not ${wanted}`];
}

/** A figure, a range, or a map of such. */
type Figure = number | readonly [number, number] | FigureMap;
interface FigureMap {
  readonly [name: string]: Figure;
}

const rangeOf = (expected: Figure): readonly [number, number] => {
  if (typeof expected === 'number') return [expected, expected];
  return isMap(expected) ? [Number.NaN, Number.NaN] : expected;
};

const isMap = (value: Figure | undefined): value is FigureMap => typeof value === 'object' && !Array.isArray(value);
