import fc from 'fast-check';
import { type JsonValue, parseJson } from '../../../simulator/protocol/json.ts';

/** `x-NAME-extensions`, NAME of lower-case letters, digits and dashes, a letter first (EXT-001). */
const extensionName: fc.Arbitrary<`x-${string}-extensions`> = fc
  .oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), fc.constantFrom('a', 'x', 'acme--2', 'extensions', 'margo-'))
  .map((name) => `x-${name}-extensions` as const);

const nested = (depth: number): JsonValue =>
  Array.from({ length: depth }).reduce<JsonValue>((inner) => ({ level: inner }), 'bottom');

const content: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 3, stringUnit: 'grapheme-ascii' })
  .map((value) => parseJson(JSON.stringify(value)));

/** Objects of any content, also deep ones, large ones, and ones that repeat the standard's own member names. */
const extension: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._-]{0,12}$/), content, { maxKeys: 4, noNullPrototype: true }),
  fc.constant({}),
  fc.constant({ properties: { id: 'another', vendor: 7 }, labels: [null] }),
  fc.integer({ min: 1, max: 20 }).map((depth) => ({ nested: nested(depth) })),
  fc
    .integer({ min: 1, max: 200 })
    .map((size) => ({ list: Array.from({ length: size }, (_, index) => `item ${index}`) })),
);

/** Well-formed extensions that no WFM knows. */
export const unknownExtensions: fc.Arbitrary<Readonly<Record<`x-${string}-extensions`, JsonValue>>> = fc
  .uniqueArray(fc.tuple(extensionName, extension), { minLength: 1, maxLength: 3, selector: ([name]) => name })
  .map((entries) => Object.fromEntries(entries));
