import { parseDocument } from 'yaml';
import type { ApplicationDeployment } from '../../protocol/documents.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import { DeviceError } from '../device-error.ts';
import { jsonOf } from '../json-of.ts';
import type { DeviceLimits } from '../limits.ts';

/** A deployment as a manifest lists it, with the document that the digest is of. */
export interface DesiredDeployment {
  readonly deploymentId: string;
  readonly digest: string;
  readonly document: ApplicationDeployment;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Unknown extensions are let through and ignored (DEP-011). */
export const isDeployment = (value: JsonValue): value is JsonValue & ApplicationDeployment =>
  schemaErrors('application-deployment', value).length === 0;

/**
 * Reads a deployment whose digest has been verified.
 * @throws DeviceError DEPLOYMENT_INVALID, DEPLOYMENT_ID_MISMATCH (DSM-014), TOO_LARGE
 */
export function readDeployment(bytes: Uint8Array, expectedId: string, limits: DeviceLimits): ApplicationDeployment {
  if (bytes.length > limits.documentBytes)
    throw new DeviceError('TOO_LARGE', `deployment ${expectedId} is longer than ${limits.documentBytes} bytes`);
  const document = parseYaml(bytes, expectedId, limits);
  if (!isDeployment(document)) {
    const [first] = schemaErrors('application-deployment', document);
    throw new DeviceError(
      'DEPLOYMENT_INVALID',
      `deployment ${expectedId} at ${first?.pointer || '/'} ${first?.message}`,
    );
  }
  if (document.id !== expectedId)
    throw new DeviceError(
      'DEPLOYMENT_ID_MISMATCH',
      `the manifest lists ${expectedId}, its document says ${document.id}`,
    );
  return document;
}

function parseYaml(bytes: Uint8Array, expectedId: string, limits: DeviceLimits): JsonValue {
  try {
    const document = parseDocument(utf8.decode(bytes), { intAsBigInt: true, logLevel: 'silent' });
    const [error] = document.errors;
    if (error) throw error;
    return jsonOf(document.toJS({ maxAliasCount: limits.yamlAliases }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new DeviceError('DEPLOYMENT_INVALID', `deployment ${expectedId} is no usable YAML: ${reason}`, { cause });
  }
}
