import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Rc2Dialect } from '../../protocol/rc2/dialects.ts';
import { APPLICATION_API_VERSION, DEPLOYMENT_KIND, PROFILE_TYPES, STATES } from '../../protocol/rc2/words.ts';
import { deploymentDocument, type Order } from '../desired-state/order.ts';

const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** The ApplicationDeployment of an order as a dialect has it. */
export function rc2Deployment(
  { envelopes, deploymentIds, profileTypes }: Rc2Dialect,
  id: string,
  deviceId: string,
  order: Order,
): JsonObject {
  const { id: _id, ...document } = deploymentDocument(id, deviceId, order);
  const { applicationId, deploymentProfile, ...others } = objectOf(document['spec']);
  const { type, ...profile } = objectOf(deploymentProfile);
  const types: ReadonlyMap<JsonValue | undefined, string> = new Map(Object.entries(PROFILE_TYPES[profileTypes]));
  const named = { deploymentProfile: { type: types.get(type) ?? type ?? null, ...profile }, ...others };
  const envelope: JsonObject =
    envelopes === 'none' ? {} : { apiVersion: APPLICATION_API_VERSION, kind: DEPLOYMENT_KIND };
  const metadata = objectOf(document['metadata']);
  return deploymentIds === 'top-level'
    ? { ...envelope, id, metadata, spec: { applicationId: applicationId ?? null, ...named } }
    : {
        ...envelope,
        metadata: { annotations: { id, applicationId: applicationId ?? null }, ...metadata },
        spec: named,
      };
}

/** A kept document in the words of the control contract: no envelope, states and processors as they are named now. */
export function rc2Model({ stateCase }: Rc2Dialect, kept: JsonObject): JsonObject {
  const { apiVersion: _apiVersion, kind: _kind, ...document } = kept;
  const states: ReadonlyMap<JsonValue | undefined, string> = new Map(
    Object.entries(STATES[stateCase]).map(([state, written]) => [written, state]),
  );
  const stated = (part: JsonObject): JsonObject => ({
    ...part,
    state: states.get(part['state']) ?? part['state'] ?? null,
  });
  const { status, components, properties } = document;
  return {
    ...document,
    ...(isJsonObject(status) ? { status: stated(status) } : {}),
    ...(Array.isArray(components)
      ? { components: components.map((one: JsonValue) => (isJsonObject(one) ? stated(one) : one)) }
      : {}),
    ...(isJsonObject(properties) ? { properties: flat(properties) } : {}),
  };
}

/** Resources in an object of their own, and one processor in place of several, are what earlier drafts had. */
function flat(properties: JsonObject): JsonObject {
  const { resources, cpu, ...others } = properties;
  if (isJsonObject(resources)) return flat({ ...others, ...(cpu === undefined ? {} : { cpu }), ...resources });
  return cpu === undefined ? others : { ...others, cpus: Array.isArray(cpu) ? cpu : [cpu] };
}
