import fc from 'fast-check';
import type { JsonValue } from '../../../simulator/protocol/json.ts';
import { numberOnlyIn12 } from '../../oracles/deployment/yaml-1-1.ts';

type Extensions = Readonly<Record<`x-${string}-extensions`, JsonValue>>;

/** A writer of YAML 1.1 rightly leaves some texts unquoted that are numbers in YAML 1.2; parameters are about those. */
const isTextInAnyYaml = (value: string): boolean => numberOnlyIn12(value) === undefined;

/** Text of any script, also what a careless YAML writer turns into something else; no control characters. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('no', 'null', '1.0', '0x1F', '012', '~', '', ' padded ', '- item', 'a: b', '#', '2026-01-01', '|'),
  fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((value) => !/[\p{Cc}\p{Cs}\p{Cn}]/u.test(value) && isTextInAnyYaml(value)),
);

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 64),
);

const key: fc.Arbitrary<string> = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9 ._/-]{0,12}$/)
  .filter((name) => name === name.trim() && !(name in {}));

const value = (depth: number): fc.Arbitrary<JsonValue> =>
  depth === 0
    ? scalar
    : fc.oneof(
        scalar,
        fc.array(value(depth - 1), { maxLength: 3 }),
        fc.dictionary(key, value(depth - 1), { maxKeys: 3, noNullPrototype: true }),
      );

const name: fc.Arbitrary<`x-${string}-extensions`> = fc
  .stringMatching(/^[a-z][a-z0-9-]{0,10}$/)
  .map((middle) => `x-${middle}-extensions` as const);

/** One or two well-formed extensions that no WFM knows, with what a YAML writer can spoil (EXT-001, DEP-009). */
export const carriedExtensions: fc.Arbitrary<Extensions> = fc.dictionary(
  name,
  fc.dictionary(key, value(2), { maxKeys: 3, noNullPrototype: true }),
  { minKeys: 1, maxKeys: 2, noNullPrototype: true },
);

/** Each kind of JSON value, some of them twice as deep, so that a lossy copy shows. */
export const everyKindOfValue: Extensions = {
  'x-waspect-extensions': {
    text: '1.0',
    empty: '',
    integer: 42,
    fraction: 0.125,
    yes: true,
    no: false,
    nothing: null,
    list: [3, 1, 2, 'b', 'a', [], {}],
    Nested: { UPPER: { 'with space': [{ a: null }] } },
  },
  'x-a1-b-extensions': {},
};
