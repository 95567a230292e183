import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../../simulator/protocol/json.ts';

const EMPTY: JsonObject = {};

/** The object at a path of members; empty where there is none, so that what is looked for in it is missing. */
export function objectAt(document: JsonObject, ...path: readonly string[]): JsonObject {
  let at: JsonValue | undefined = document;
  for (const member of path) at = isJsonObject(at) ? at[member] : undefined;
  return isJsonObject(at) ? at : EMPTY;
}

export const profileOf = (document: JsonObject): JsonObject => objectAt(document, 'spec', 'deploymentProfile');

/** The components of the profile; one that is no object counts as an empty one. */
export function componentsOf(document: JsonObject): readonly JsonObject[] {
  const { components } = profileOf(document);
  return Array.isArray(components) ? components.map((item: JsonValue) => (isJsonObject(item) ? item : EMPTY)) : [];
}

export const componentNamed = (document: JsonObject, name: string): JsonObject | undefined =>
  componentsOf(document).find((component) => component['name'] === name);

/** A short rendering for messages. */
export const show = (value: JsonValue | undefined): string =>
  value === undefined ? 'nothing' : stringifyJson(value).slice(0, 300);
