/**
 * JSON without loss: an integer that a double cannot hold is read as a bigint, because `manifestVersion` is an unsigned
 * 64-bit integer and a rounded version would hide a rollback.
 */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue };

export type JsonObject = { readonly [member: string]: JsonValue };

const INTEGER = /^-?\d+$/;

/** Throws `SyntaxError` where the text is not JSON. */
export function parseJson(text: string): JsonValue {
  return JSON.parse<JsonValue>(text, (_key, member: unknown, context) =>
    typeof member === 'number' &&
    !Number.isSafeInteger(member) &&
    context.source !== undefined &&
    INTEGER.test(context.source)
      ? BigInt(context.source)
      : member,
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** As {@link parseJson}, from bytes that have to be UTF-8; throws `TypeError` where they are not. */
export const parseJsonBytes = (bytes: Uint8Array): JsonValue => parseJson(utf8.decode(bytes));

/** The counterpart of {@link parseJson}, also for plain typed data: a bigint is written as the integer that it is. */
export function stringifyJson(value: JsonValue | object, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, member: unknown) => (typeof member === 'bigint' ? JSON.rawJSON(member.toString()) : member),
    indent,
  );
}

/** Plain typed data as the JSON value that it is on the wire. */
export const toJson = (data: object): JsonValue => parseJson(stringifyJson(data));

export const jsonBytes = (value: JsonValue | object): Uint8Array => new TextEncoder().encode(stringifyJson(value));

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equality of JSON values: member order does not matter, numbers compare by value. */
export function jsonEquals(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (isNumeric(left) && isNumeric(right)) return numericEquals(left, right);
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => jsonEquals(item, right[index]));
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && jsonEquals(left[name], right[name]))
    );
  }
  return false;
}

const isNumeric = (value: JsonValue | undefined): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** A bigint equals the same integer held as a number; `Number(bigint)` would round, so the number is widened instead. */
function numericEquals(left: number | bigint, right: number | bigint): boolean {
  if (typeof left === typeof right) return left === right;
  const [integer, double] = typeof left === 'bigint' ? [left, right] : [right, left];
  return Number.isInteger(double) && BigInt(double) === BigInt(integer);
}
