import { isJsonObject, type JsonValue, stringifyJson } from '../../protocol/json.ts';

const sorted = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
};

/** Members sorted by name and no white space, after RFC 8785: equal values have equal bytes (DSM-018). */
export const canonicalJson = (value: JsonValue): string => stringifyJson(sorted(value));
