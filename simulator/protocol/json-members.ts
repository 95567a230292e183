import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** Small tools for documents whose shape nobody has checked: what is not as expected stays as it is. */

export const without = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** Changes a member where it is there. */
export const withMember = (object: JsonObject, name: string, change: (value: JsonValue) => JsonValue): JsonObject => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return value === undefined ? object : { ...object, [name]: change(value) };
};

/** Changes a member that is an object. */
export const withObject = (object: JsonObject, name: string, change: (value: JsonObject) => JsonObject): JsonObject =>
  withMember(object, name, (value) => (isJsonObject(value) ? change(value) : value));

/** Changes the objects of a member that is a list. */
export const withItems = (object: JsonObject, name: string, change: (item: JsonObject) => JsonObject): JsonObject =>
  withMember(object, name, (value) =>
    Array.isArray(value) ? value.map((item: JsonValue) => (isJsonObject(item) ? change(item) : item)) : value,
  );

/** An own member; undefined where there is none. */
export const member = (object: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;
