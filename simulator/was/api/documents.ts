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

/** Where what a document says of itself is not what its path says (positions G-12, G-17). */
export const disagreements = {
  ofDevice: (document: JsonValue, deviceId: string): readonly FieldError[] => [
    ...(isDeviceId(deviceId) ? [] : [{ field: 'deviceId', message: 'is no path of unreserved characters' }]),
    ...disagreement(memberOf(memberOf(document, 'properties') ?? null, 'id'), '/properties/id', deviceId),
  ],
  ofDeployment: (document: JsonValue, deploymentId: string): readonly FieldError[] =>
    disagreement(memberOf(document, 'deploymentId'), '/deploymentId', deploymentId),
} as const;

const disagreement = (stated: JsonValue | undefined, field: string, inPath: string): readonly FieldError[] =>
  typeof stated === 'string' && stated !== inPath
    ? [{ field, message: `must be that of the path, ${JSON.stringify(inPath)}` }]
    : [];

/** What is wrong with a DeviceCapabilitiesManifest for the device of the path. */
export const capabilityErrors = (document: JsonValue, deviceId: string): readonly FieldError[] => [
  ...fieldErrors('device-capabilities', document),
  ...disagreements.ofDevice(document, deviceId),
];

/** Only the first segment of a child has to have been reported (position G-13). */
export function gatewayOf(deviceId: string): string | undefined {
  const [top = '', ...below] = deviceId.split('/');
  return below.length === 0 ? undefined : top;
}

/** What is wrong with a DeploymentStatusManifest for the deployment of the path. */
export const statusErrors = (document: JsonValue, deploymentId: string): readonly FieldError[] => [
  ...fieldErrors('deployment-status', document),
  ...disagreements.ofDeployment(document, deploymentId),
];
