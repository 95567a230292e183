import fc from 'fast-check';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../simulator/protocol/json.ts';
import type { RevisionTraits } from '../../../simulator/protocol/revision.ts';

/** One change that makes a report wrong: the member at this path gets the value, or goes where there is none. */
export interface Flaw {
  readonly path: readonly string[];
  readonly value?: JsonValue;
}

/** What no reader can take for a state, not even by converting it. */
const NO_STATES: readonly JsonValue[] = ['running', 'install', '', null, true, ['installed'], { state: 'installed' }];
/** What no reader can take for a number. */
const NO_VERSIONS: readonly JsonValue[] = ['latest', null, [1], { version: 1 }];
const NO_OBJECTS: readonly JsonValue[] = ['installed', 7, null, []];

const at =
  (...path: readonly string[]) =>
  (values: readonly JsonValue[]): readonly Flaw[] =>
    values.map((value) => ({ path, value }));

const without = (...path: readonly string[]): Flaw => ({ path });

const FLAWS: readonly (readonly Flaw[])[] = [
  [without('deploymentId')],
  [without('adoptedManifestVersion')],
  [without('status')],
  [without('status', 'state')],
  [without('components')],
  [without('components', '0', 'name')],
  [without('components', '0', 'state')],
  at('status', 'state')(NO_STATES),
  at('components', '0', 'state')(NO_STATES),
  at('adoptedManifestVersion')(NO_VERSIONS),
  at('status')(NO_OBJECTS),
  at('components')([{ a: 1 }, 'sample', null, 1]),
  at('components', '0')(['sample', 1, null]),
  at('components', '0', 'name')([{ a: 1 }, null, ['sample']]),
  at('deploymentId')([{ a: 1 }, null, ['id']]),
];

/**
 * What a tolerant WFM may take: a state in other letters or by its number, a version that the published schema allows and
 * the prose does not (G-18, G-20), what a reader converts. No clause says that it must not.
 */
export const tolerableFlaws = (traits: Reported): readonly Flaw[] => TOLERABLE.filter(isReported(traits));

const TOLERABLE: readonly Flaw[] = [
  ...at('status', 'state')(['Installed', 'INSTALLED', ' installed', 2]),
  ...at('adoptedManifestVersion')([0, -1, 1.5, 2n ** 64n, '1', true]),
  ...at('components', '0', 'name')([1]),
  ...at('components')([[], {}]),
  ...at('note')(['a member that nobody knows']),
];

type Reported = Pick<RevisionTraits, 'statusHasAdoptedVersion'>;

/** A member that reports of a revision do not have cannot be wrong in them. */
const isReported =
  ({ statusHasAdoptedVersion }: Reported) =>
  ({ path }: Flaw): boolean =>
    statusHasAdoptedVersion || path[0] !== 'adoptedManifestVersion';

const kindsOf = (traits: Reported): readonly fc.Arbitrary<Flaw>[] =>
  FLAWS.map((flaws) => flaws.filter(isReported(traits)))
    .filter(({ length }) => length > 0)
    .map((flaws) => fc.constantFrom(...flaws));

/** A report that is JSON and breaks its schema in one place; each kind of flaw is as likely as the next. */
export const statusFlaw = (traits: Reported): fc.Arbitrary<Flaw> => fc.oneof(...kindsOf(traits));

/** One flaw of each kind, for checks that go through all of them. */
export const flawOfEachKind = (traits: Reported): fc.Arbitrary<readonly Flaw[]> =>
  fc.tuple(...kindsOf(traits)).map((flaws) => [...flaws]);

/** A copy of a document with the flaw in it. */
export function withFlaw(document: JsonValue, { path, ...change }: Flaw): JsonValue {
  const [member, ...rest] = path;
  if (member === undefined) return change.value ?? null;
  if (Array.isArray(document))
    return document.map((item: JsonValue, index) =>
      String(index) === member ? withFlaw(item, { path: rest, ...change }) : item,
    );
  if (!isJsonObject(document)) return document;
  const others: JsonObject = Object.fromEntries(Object.entries(document).filter(([name]) => name !== member));
  if (rest.length === 0 && change.value === undefined) return others;
  return { ...others, [member]: withFlaw(document[member] ?? null, { path: rest, ...change }) };
}

/** What is done to the text of a valid document so that it is no JSON any more. */
export type Damage =
  | { readonly kind: 'cut'; readonly share: number }
  | { readonly kind: 'instead'; readonly text: string };

/** Every proper beginning of an object is no JSON. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), share: fc.double({ min: 0.05, max: 0.95, noNaN: true }) }),
  fc.record({
    kind: fc.constant('instead' as const),
    text: fc.constantFrom('{', '<status/>', 'state: installed', '{"a" 1}', '[1,'),
  }),
);

export function damaged(text: string, by: Damage): Uint8Array {
  switch (by.kind) {
    case 'cut':
      return Buffer.from(text.trim().slice(0, Math.max(1, Math.floor(text.trim().length * by.share))));
    case 'instead':
      return Buffer.from(by.text);
  }
}
