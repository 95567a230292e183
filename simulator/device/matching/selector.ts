import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { byPointer, type Resolver } from './reference.ts';

/**
 * Whether a value satisfies a selector: all of its expressions hold (MAT-004). An expression that is not well formed
 * (MAT-008) holds for nothing, so that a mistake never makes a device eligible.
 */
export const selects = (selector: JsonValue, root: JsonValue, resolve: Resolver): boolean =>
  expressionsOf(selector).every((expression) => holds(expression, root, resolve));

/** An expression that is no object counts as one that is not well formed. */
function expressionsOf(selector: JsonValue | undefined): readonly JsonObject[] {
  const listed = isJsonObject(selector) ? selector['matchExpressions'] : undefined;
  return Array.isArray(listed) ? listed.map((item) => (isJsonObject(item) ? item : {})) : [{}];
}

interface Operands {
  readonly values: JsonValue | undefined;
  readonly itemSelector: JsonValue | undefined;
}

type Operator = (value: JsonValue | undefined, operands: Operands) => boolean;

/** The semantics of MAT-006 and MAT-007: a value of another JSON type never matches, strings compare exactly. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  In: (value, { values }) => isChoice(values) && isScalar(value) && values.includes(value),
  // The key has to exist, and a list or object is another type, so that it matches neither In nor NotIn.
  NotIn: (value, { values }) =>
    isChoice(values) && typeof value === typeof values[0] && isScalar(value) && !values.includes(value),
  Exists: (value, { values }) => values === undefined && value !== undefined,
  DoesNotExist: (value, { values }) => values === undefined && value === undefined,
  Gt: (value, { values }) => compare(value, values, (left, right) => left > right),
  Lt: (value, { values }) => compare(value, values, (left, right) => left < right),
  ContainsAll: (value, operands) => contains(value, operands, 'every'),
  ContainsAny: (value, operands) => contains(value, operands, 'some'),
};

function holds(expression: JsonObject, root: JsonValue, resolve: Resolver): boolean {
  const { key, operator, values, itemSelector } = expression;
  if (typeof key !== 'string' || typeof operator !== 'string' || !Object.hasOwn(OPERATORS, operator)) return false;
  return OPERATORS[operator]?.(resolve(root, key), { values, itemSelector }) ?? false;
}

type Scalar = string | number | boolean;

const isScalar = (value: JsonValue | undefined): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** At least one string or number, or exactly one boolean, all of one type (MAT-008). */
function isChoice(values: JsonValue | undefined): values is readonly Scalar[] {
  if (!Array.isArray(values) || !values.every(isScalar)) return false;
  const [first] = values;
  if (first === undefined || !values.every((item) => typeof item === typeof first)) return false;
  return typeof first !== 'boolean' || values.length === 1;
}

type Comparable = number | bigint;

const isComparable = (value: JsonValue | undefined): value is Comparable =>
  typeof value === 'number' || typeof value === 'bigint';

function compare(
  value: JsonValue | undefined,
  values: JsonValue | undefined,
  ordered: (left: Comparable, right: Comparable) => boolean,
): boolean {
  const bound = Array.isArray(values) && values.length === 1 ? values[0] : undefined;
  return isComparable(value) && isComparable(bound) && ordered(value, bound);
}

/** One element satisfies all, or any, of the item's expressions; keys are pointers from the element. */
function contains(value: JsonValue | undefined, { values, itemSelector }: Operands, how: 'every' | 'some'): boolean {
  const expressions = expressionsOf(itemSelector);
  if (!Array.isArray(value) || values !== undefined || expressions.length === 0) return false;
  return value.some((element: JsonValue) =>
    how === 'every'
      ? expressions.every((expression) => holds(expression, element, byPointer))
      : expressions.some((expression) => holds(expression, element, byPointer)),
  );
}
