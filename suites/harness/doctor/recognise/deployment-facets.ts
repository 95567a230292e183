import { isJsonObject, type JsonObject, type JsonValue } from '../../../../simulator/protocol/json.ts';
import { member } from '../../../../simulator/protocol/json-members.ts';
import type { Spoken } from './dialect-space.ts';

type Sign = readonly [facet: string, value: string, isSeen: (document: JsonObject) => boolean];

/** What in the document of a workload shows the value of a facet; what shows nothing stays as it is declared. */
const SIGNS: readonly Sign[] = [
  ['deploymentIds', 'top-level', (document) => typeof at(document, 'id') === 'string'],
  [
    'deploymentIds',
    'annotations',
    (document) => at(document, 'id') === undefined && typeof at(document, 'metadata', 'annotations', 'id') === 'string',
  ],
  ['profileTypes', 'plain', (document) => profileType(document) === 'helm'],
  ['profileTypes', 'versioned', (document) => profileType(document) === 'helm.v3'],
  ['componentPackages', 'oci', (document) => isOfCompose(document) && has(document, 'repository')],
  ['componentPackages', 'location', (document) => isOfCompose(document) && has(document, 'packageLocation')],
];

/** The facets that a document, as it is on the wire, shows. */
export const deploymentFacets = (document: JsonValue): Spoken =>
  isJsonObject(document)
    ? Object.fromEntries(SIGNS.flatMap(([facet, value, isSeen]) => (isSeen(document) ? [[facet, value]] : [])))
    : {};

const profileType = (document: JsonObject): JsonValue | undefined => at(document, 'spec', 'deploymentProfile', 'type');

const isOfCompose = (document: JsonObject): boolean => profileType(document) === 'compose';

/** Whether some component has a property. */
function has(document: JsonObject, property: string): boolean {
  const components = at(document, 'spec', 'deploymentProfile', 'components');
  return (
    Array.isArray(components) && components.some((component) => at(component, 'properties', property) !== undefined)
  );
}

const at = (value: JsonValue, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>(
    (inner, name) => (inner !== undefined && isJsonObject(inner) ? member(inner, name) : undefined),
    value,
  );
