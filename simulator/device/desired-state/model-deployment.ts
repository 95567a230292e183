import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApplicationDeployment } from '../../protocol/documents.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { RevisionDocuments } from '../../protocol/revision.ts';
import { DeviceError } from '../device-error.ts';
import schema from './model-schema.json' with { type: 'json' };

const hasModelShape: ValidateFunction<ApplicationDeployment> = new Ajv2020().compile<ApplicationDeployment>(schema);

/** Whether a document of the model says all that a device carries out by; the rest of it is let through (DEP-011). */
export const isModelDeployment = (value: JsonValue): value is JsonValue & ApplicationDeployment => hasModelShape(value);

/**
 * A received deployment in the model. One that names no device, not even in its annotations, is for the client's own:
 * revisions before gateways know no other.
 * @throws DeviceError DEPLOYMENT_INVALID where it departs from the revision's schema or lacks what has to be known
 */
export function modelDeployment(
  received: JsonValue,
  what: string,
  documents: RevisionDocuments,
  ownDeviceId: string,
): ApplicationDeployment {
  const [first] = documents.schemaErrors('application-deployment', received);
  if (first) throw invalid(what, first.pointer, first.message);
  const document = addressed(documents.read('application-deployment', received), ownDeviceId);
  if (isModelDeployment(document)) return document;
  const [fault] = hasModelShape.errors ?? [];
  throw invalid(what, fault?.instancePath, fault?.message);
}

function addressed(document: JsonValue, deviceId: string): JsonValue {
  if (!isJsonObject(document) || !isJsonObject(document['metadata'])) return document;
  const { annotations } = document['metadata'];
  const annotated = isJsonObject(annotations) ? annotations['deviceId'] : undefined;
  const metadata: JsonObject = { deviceId: annotated ?? deviceId, ...document['metadata'] };
  return { ...document, metadata };
}

const invalid = (what: string, pointer: string | undefined, message: string | undefined): DeviceError =>
  new DeviceError('DEPLOYMENT_INVALID', `${what} at ${pointer || '/'} ${message}`);
