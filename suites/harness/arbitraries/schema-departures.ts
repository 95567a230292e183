import fc from 'fast-check';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  stringifyJson,
} from '../../../simulator/protocol/json.ts';
import deviceCapabilities from '../../../simulator/protocol/rc3/schemas/device-capabilities.json' with { type: 'json' };
import type { RevisionDocuments } from '../../../simulator/protocol/revision.ts';

/** A document that departs from its schema in one place, and how. */
export interface Departure {
  readonly kind: 'missing' | 'type' | 'list' | 'tolerable';
  /** Pointer to the place; empty for the document itself. */
  readonly place: string;
  readonly what: string;
  readonly document: JsonValue;
}

/** Puts another value, or nothing, in the place that is looked at. */
type Put = (value: JsonValue | undefined) => JsonValue;

/** For each type, values that no reader could take for one of it, not even by converting them. */
const NOT_OF_TYPE: Readonly<Record<string, readonly JsonValue[]>> = {
  object: ['text', 7, ['a', 'b']],
  array: [7, true, { a: 1 }],
  string: [{ a: 1 }, ['a', 'b']],
  number: ['many', { a: 1 }, ['a', 'b']],
  boolean: ['perhaps', { a: 1 }, ['a', 'b']],
};

/** Values for a label that are neither a scalar nor a list of texts or numbers (CAP-017). */
const NO_LABEL: readonly JsonValue[] = [null, { a: 1 }, [['a']], [{ a: 1 }], [null]];

const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});
const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/**
 * What breaks the capabilities schema beyond doubt: a required member that is missing or null, a value of another type,
 * one outside a closed list. Only what the document has is spoilt; the lists of runtimes and deployment types are open (G-06).
 */
function departures(schema: JsonObject, value: JsonValue, place: string, put: Put): readonly Departure[] {
  return [
    ...ofValue(schema, place, put),
    ...(Array.isArray(value) ? ofItems(schema, value, place, put) : []),
    ...(isJsonObject(value) ? ofMembers(schema, value, place, put) : []),
  ];
}

const departure = (kind: Departure['kind'], place: string, value: JsonValue, put: Put): Departure => ({
  kind,
  place,
  what: `${place || 'the document'} is ${stringifyJson(value ?? null)}`,
  document: put(value),
});

function ofValue({ type, enum: listed, minItems }: JsonObject, place: string, put: Put): readonly Departure[] {
  const wrong = typeof type === 'string' ? (NOT_OF_TYPE[type] ?? []) : [];
  return [
    ...wrong.map((value) => departure('type', place, value, put)),
    ...(Array.isArray(listed) ? [departure('list', place, 'not-of-the-list', put)] : []),
    ...(minItems === 1 ? [departure('list', place, [], put)] : []),
  ];
}

function ofItems({ items }: JsonObject, value: readonly JsonValue[], place: string, put: Put): readonly Departure[] {
  const [first, ...rest] = value;
  if (!isJsonObject(items) || first === undefined) return [];
  return departures(items, first, `${place}/0`, (item) => put(item === undefined ? rest : [item, ...rest]));
}

function ofMembers(schema: JsonObject, value: JsonObject, place: string, put: Put): readonly Departure[] {
  const { required, properties, additionalProperties } = schema;
  const without = (name: string): JsonObject =>
    Object.fromEntries(Object.entries(value).filter(([known]) => known !== name));
  const putMember =
    (name: string): Put =>
    (member) =>
      put(member === undefined ? without(name) : { ...value, [name]: member });
  const missing = listOf(required)
    .map(String)
    .flatMap((name): Departure[] => [
      {
        kind: 'missing',
        place: `${place}/${name}`,
        what: `${place}/${name} is missing`,
        document: put(without(name)),
      },
      departure('missing', `${place}/${name}`, null, putMember(name)),
    ]);
  const inMembers = Object.entries(value).flatMap(([name, member]) => [
    ...departures(objectOf(objectOf(properties)[name]), member, `${place}/${name}`, putMember(name)),
    ...(isJsonObject(additionalProperties) ? NO_LABEL : []).map((bad) =>
      departure('type', `${place}/${name}`, bad, putMember(name)),
    ),
  ]);
  return [...missing, ...inMembers];
}

const SCHEMA: JsonObject = objectOf(parseJson(stringifyJson(deviceCapabilities)));

/** Every departure of a valid document, in a stable order. */
export const schemaDepartures = (document: JsonObject): readonly Departure[] =>
  departures(SCHEMA, document, '', (value) => value ?? null);

/** One departure for each place, whichever of those that are possible there; those that the revision's schema has, too. */
export function departureInEachPlace(
  document: JsonObject,
  kind: Departure['kind'],
  { write, schemaErrors }: Pick<RevisionDocuments, 'write' | 'schemaErrors'>,
): fc.Arbitrary<readonly Departure[]> {
  const breaks = (departure: Departure): boolean =>
    schemaErrors('device-capabilities', write('device-capabilities', departure.document)).length > 0;
  const byPlace = Map.groupBy(
    schemaDepartures(document).filter((candidate) => candidate.kind === kind && breaks(candidate)),
    ({ place }) => place,
  );
  return fc.tuple(...Array.from(byPlace.values(), (candidates) => fc.constantFrom(...candidates)));
}

/**
 * Departures that a tolerant WFM may pass over, since no clause says that it must not: what extends the document, what a
 * reader converts, what another list of the standard has (G-37).
 */
export function tolerableDepartures(document: JsonObject): readonly Departure[] {
  const properties = objectOf(document['properties']);
  const changed = (what: string, change: JsonObject): Departure => ({
    kind: 'tolerable',
    place: '',
    what,
    document: { ...document, ...change },
  });
  const inProperties = (what: string, change: JsonObject): Departure =>
    changed(what, { properties: { ...properties, ...change } });
  return [
    changed('members of earlier revisions', {
      apiVersion: 'device.margo.org/v1alpha1',
      kind: 'DeviceCapabilitiesManifest',
    }),
    changed('an unknown member at the top', { comment: 'text' }),
    changed('an extension that is a text', { 'x-acme-extensions': 'text' }),
    changed('an extension that is a list', { 'x-acme-extensions': [] }),
    changed('an extension name in capitals', { 'x-ACME-extensions': {} }),
    changed('an extension name without its ending', { 'x-acme': {} }),
    changed('a label of texts and numbers', { labels: { 'waspect.example/mixed': ['a', 1] } }),
    inProperties('a number as text', { cpus: [{ cores: '4', architecture: 'arm64' }] }),
    inProperties('an architecture of the application side', { cpus: [{ cores: 4, architecture: 'riscv64' }] }),
    inProperties('less than no cores', { cpus: [{ cores: -1, architecture: 'arm64' }] }),
    changed('labels that are null', { labels: null }),
    inProperties('an optional member that is null', { memory: null }),
    inProperties('memory without a unit', { memory: '64' }),
  ];
}
