import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../../simulator/protocol/json.ts';

/** The same text for equal JSON documents, in whatever order their members stand. */
export const canonicalJson = (document: JsonObject): string => stringifyJson(sorted(document));

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name] ?? null)]));
}
