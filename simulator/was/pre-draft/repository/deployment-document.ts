import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/json.ts';
import { APPLICATION_API_VERSION, DEPLOYMENT_KIND } from '../../../protocol/pre-draft/words.ts';
import { deploymentDocument as currentDocument, type Order } from '../../desired-state/order.ts';
import { PROFILE_TYPES } from '../words.ts';

const object = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** The ApplicationDeployment as it was in 2024: with an envelope, the ids in its annotations, other names of types. */
export function deploymentDocument(id: string, deviceId: string, order: Order): JsonObject {
  const { metadata, spec } = currentDocument(id, deviceId, order);
  const { deviceId: _deviceId, ...named } = object(metadata);
  const { applicationId, deploymentProfile, parameters, ...extensions } = object(spec);
  const { type, ...profile } = object(deploymentProfile);
  return {
    apiVersion: APPLICATION_API_VERSION,
    kind: DEPLOYMENT_KIND,
    metadata: { annotations: { id, ...(applicationId !== undefined && { applicationId }) }, ...named },
    spec: {
      deploymentProfile: { type: PROFILE_TYPES.get(type) ?? type ?? null, ...profile },
      parameters: parameters ?? {},
      ...extensions,
    },
  };
}
