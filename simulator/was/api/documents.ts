import { isDeviceId } from '../../protocol/identifiers.ts';
import { isJsonObject, type JsonValue, parseJsonBytes } from '../../protocol/json.ts';
import { type DocumentKind, schemaErrors } from '../../protocol/rc3/schemas.ts';
import type { FieldError } from '../http/problem.ts';

const MAX_DEPTH = 64;

function assertKeepable(value: JsonValue, depth = 0): void {
  if (depth > MAX_DEPTH) throw new SyntaxError(`the document is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new SyntaxError('a number is out of range');
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) assertKeepable(member, depth + 1);
  }
}

/** Reads a body as JSON; throws `SyntaxError` or `TypeError` where it is none, or nothing that could be kept as it is. */
export function parseDocument(body: Buffer): JsonValue {
  try {
    const document = parseJsonBytes(body);
    assertKeepable(document);
    return document;
  } catch (error) {
    // A document nested so deeply that the parser itself gives up.
    if (error instanceof RangeError) throw new SyntaxError('the document is nested too deeply', { cause: error });
    throw error;
  }
}

const fieldErrors = (kind: DocumentKind, document: JsonValue): FieldError[] =>
  schemaErrors(kind, document).map(({ pointer, message }) => ({ field: pointer, message }));

const memberOf = (document: JsonValue, name: string): JsonValue | undefined =>
  isJsonObject(document) ? document[name] : undefined;

/** What is wrong with a DeviceCapabilitiesManifest for the device of the path; the id has to agree (position G-12). */
export function capabilityErrors(document: JsonValue, deviceId: string): readonly FieldError[] {
  const errors = fieldErrors('device-capabilities', document);
  if (!isDeviceId(deviceId)) errors.push({ field: 'deviceId', message: 'is no path of unreserved characters' });
  const stated = memberOf(memberOf(document, 'properties') ?? null, 'id');
  if (typeof stated === 'string' && stated !== deviceId) {
    errors.push({ field: '/properties/id', message: `must be the deviceId of the path, ${JSON.stringify(deviceId)}` });
  }
  return errors;
}

/** Only the first segment of a child has to have been reported (position G-13). */
export function gatewayOf(deviceId: string): string | undefined {
  const [top = '', ...below] = deviceId.split('/');
  return below.length === 0 ? undefined : top;
}

/** What is wrong with a DeploymentStatusManifest for the deployment of the path (position G-17). */
export function statusErrors(document: JsonValue, deploymentId: string): readonly FieldError[] {
  const errors = fieldErrors('deployment-status', document);
  const stated = memberOf(document, 'deploymentId');
  if (typeof stated === 'string' && stated !== deploymentId) {
    errors.push({ field: '/deploymentId', message: `must be that of the path, ${JSON.stringify(deploymentId)}` });
  }
  return errors;
}
