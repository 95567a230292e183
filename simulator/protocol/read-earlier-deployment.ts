import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { member, withMember, withObject, without } from './json-members.ts';

const OLD_TYPES: ReadonlyMap<JsonValue, string> = new Map([
  ['helm.v3', 'helm'],
  ['docker-compose', 'compose'],
]);

/**
 * A deployment of any revision before 1.0.0-rc.3 in the shape of the model: without its envelope, with the ids where the
 * model has them and the types as it names them. Parameters, which it has always, are empty where there are none.
 */
export function readEarlierDeployment(document: JsonValue): JsonValue {
  if (!isJsonObject(document)) return document;
  const metadata = member(document, 'metadata');
  const annotations = isJsonObject(metadata) ? member(metadata, 'annotations') : undefined;
  const annotated = (name: string) => (isJsonObject(annotations) ? member(annotations, name) : undefined);
  const bare = withObject(without(document, ['apiVersion', 'kind']), 'metadata', withoutIds);
  return withObject(withDefault(bare, 'id', metadataId(metadata) ?? annotated('id')), 'spec', (spec) => {
    const named = withDefault(spec, 'applicationId', annotated('applicationId'));
    return withObject(withDefault(named, 'parameters', {}), 'deploymentProfile', (profile) =>
      withMember(profile, 'type', (type) => OLD_TYPES.get(type) ?? type),
    );
  });
}

const metadataId = (metadata: JsonValue | undefined): JsonValue | undefined =>
  isJsonObject(metadata) ? member(metadata, 'id') : undefined;

function withoutIds(metadata: JsonObject): JsonObject {
  const bare = without(metadata, ['id']);
  const annotations = member(bare, 'annotations');
  if (!isJsonObject(annotations)) return bare;
  const rest = without(annotations, ['id', 'applicationId']);
  return Object.keys(rest).length === 0 ? without(bare, ['annotations']) : { ...bare, annotations: rest };
}

const withDefault = (object: JsonObject, name: string, value: JsonValue | undefined): JsonObject =>
  value === undefined || member(object, name) !== undefined ? object : { [name]: value, ...object };
