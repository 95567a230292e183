import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';

/** The `deployment` of the control contract: what the operator asked for, before it is bound to an id and a device. */
export type Order = JsonObject;

const EXTENSION = /^x-[a-z][a-z0-9-]*-extensions$/;

const extensionsOf = (order: Order): JsonObject =>
  Object.fromEntries(Object.entries(order).filter(([name]) => EXTENSION.test(name)));

const member = (value: JsonObject, name: string): JsonObject => {
  const found = value[name];
  return found === undefined ? {} : { [name]: found };
};

/** The profile without what the standard does not know; constraints and extensions go along unchanged (DEP-005, DEP-009). */
function profileOf(profile: JsonValue | undefined): JsonValue {
  if (!isJsonObject(profile)) return profile ?? null;
  return {
    ...member(profile, 'type'),
    ...member(profile, 'components'),
    ...member(profile, 'deviceConstraints'),
    ...extensionsOf(profile),
  };
}

/** The ApplicationDeployment that an order becomes; what the operator's extensions say stands under `spec` (DEP-010). */
export function deploymentDocument(id: string, deviceId: string, order: Order): JsonObject {
  return {
    id,
    metadata: { ...member(order, 'name'), ...member(order, 'namespace'), deviceId },
    spec: {
      ...member(order, 'applicationId'),
      deploymentProfile: profileOf(order['profile']),
      parameters: order['parameters'] ?? {},
      ...extensionsOf(order),
    },
  };
}
