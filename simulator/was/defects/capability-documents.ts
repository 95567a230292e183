import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';

/** A member of a document that may be anything. */
export const member = (document: JsonValue, name: string): JsonValue | undefined =>
  isJsonObject(document) ? document[name] : undefined;

/** The properties of a device, empty where there are none. */
export const properties = (document: JsonValue): JsonObject => {
  const value = member(document, 'properties');
  return isJsonObject(value) ? value : {};
};

/** The labels of a device, empty where there are none. */
export const labels = (document: JsonValue): JsonObject => {
  const value = member(document, 'labels');
  return isJsonObject(value) ? value : {};
};
