import {
  type Arbitrary,
  array,
  bigInt,
  boolean,
  constantFrom,
  double,
  letrec,
  oneof,
  string,
  tuple,
  uniqueArray,
} from 'fast-check';
import type { JsonObject, JsonValue } from '../../../../protocol/json.ts';
import { jsonOf } from '../../../json-of.ts';
import type { ComponentValue } from '../../runtime.ts';

export const INT64: { readonly min: bigint; readonly max: bigint } = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** What YAML, or the paths of `--set`, take in a way of their own. */
const special = constantFrom(...'\0\n\u007f\u0085\u2028\u2029\ufeff\ufffe\uffff=,.[]{}\\"\' #&*!|>%@`😀');
/** Any string of Unicode but halves of a character, which no document can carry. */
const character = oneof(special, string({ unit: 'binary', minLength: 1, maxLength: 1 }));
const text = string({ unit: character, maxLength: 8 });
const { value } = letrec<{ value: JsonValue; leaf: JsonValue }>((tie) => ({
  leaf: oneof(
    text,
    constantFrom('5', 'true', 'null', '1e3', '0x10', '~', '', ' '),
    boolean(),
    bigInt(INT64).map(jsonOf),
    bigInt({ min: -2_000_000n, max: 2_000_000n }).map(jsonOf),
    double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
  ),
  value: oneof({ maxDepth: 2, withCrossShrink: true }, tie('leaf'), array(tie('value'), { maxLength: 3 })),
}));
const key = string({ unit: character, minLength: 1, maxLength: 6 }).filter(
  (name) => name !== '<<' && !name.includes('\0'),
);
const path = array(key, { minLength: 1, maxLength: 4 });
const escaped = (name: string) => name.replaceAll(/[\\.]/g, '\\$&');

/** Parameters of every type, with the object that is to come of them. */
export interface SomeParameters {
  readonly parameters: readonly ComponentValue[];
  readonly expected: JsonObject;
}

export const someParameters: Arbitrary<SomeParameters> = uniqueArray(tuple(path, value), {
  minLength: 1,
  maxLength: 5,
  // Those that stand in each other's way are another matter.
  selector: ([[first]]) => first,
}).map((items) => ({
  parameters: items.map(([at, value]) => ({ pointer: at.map(escaped).join('.'), value })),
  expected: Object.fromEntries(items.map(([[first = '', ...rest], value]) => [first, nested(rest, value)])),
}));

const nested = ([first, ...rest]: readonly string[], value: JsonValue): JsonValue =>
  first === undefined ? value : Object.fromEntries([[first, nested(rest, value)]]);
