import type { JsonValue } from '../protocol/json.ts';

/**
 * The JSON value that a plain JavaScript value stands for; members that are undefined are left out, and a bigint that a
 * double can hold becomes one, as when JSON is read.
 * @throws TypeError on anything else, such as NaN, a date or a function
 */
export function jsonOf(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && isPlain(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [name, jsonOf(member)]),
    );
  throw new TypeError(`${typeof value === 'number' ? value : typeof value} has no JSON form`);
}

const isPlain = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
