import type { JsonValue } from '../../protocol/json.ts';
import { parseJsonBytes } from '../../protocol/json.ts';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import { DeviceError } from '../device-error.ts';

interface Discovery {
  readonly trustDomain: string;
  readonly trustBundleUri: string;
}

const isDiscovery = (value: JsonValue): value is JsonValue & Discovery =>
  schemaErrors('discovery-document', value).length === 0;

/**
 * Where the bundle of the own trust domain is. Unknown members are ignored (TRB-013).
 * @throws DeviceError DISCOVERY_INVALID, TRUST_DOMAIN_MISMATCH (TRB-014)
 */
export function bundleLocation(body: Uint8Array, trustDomain: string): URL {
  const document = parsed(body);
  if (!isDiscovery(document)) {
    const [first] = schemaErrors('discovery-document', document);
    throw new DeviceError('DISCOVERY_INVALID', `the discovery document at ${first?.pointer || '/'} ${first?.message}`);
  }
  if (document.trustDomain !== trustDomain)
    throw new DeviceError(
      'TRUST_DOMAIN_MISMATCH',
      `the discovery document is of ${document.trustDomain}, this client of ${trustDomain}; correct the configuration`,
    );
  return new URL(document.trustBundleUri);
}

function parsed(body: Uint8Array): JsonValue {
  try {
    return parseJsonBytes(body);
  } catch (cause) {
    throw new DeviceError('DISCOVERY_INVALID', 'the discovery document is not JSON in UTF-8', { cause });
  }
}
