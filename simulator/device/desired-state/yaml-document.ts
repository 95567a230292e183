import { parseDocument } from 'yaml';
import type { JsonValue } from '../../protocol/json.ts';
import { DeviceError } from '../device-error.ts';
import { jsonOf } from '../json-of.ts';
import type { DeviceLimits } from '../limits.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What becomes of documents after the first in the same bytes. */
export type Further = 'ignored' | 'refused';

/** The YAML document that the bytes are. @throws DeviceError DEPLOYMENT_INVALID, TOO_LARGE */
export function readYaml(bytes: Uint8Array, what: string, limits: DeviceLimits, further: Further): JsonValue {
  if (bytes.length > limits.documentBytes)
    throw new DeviceError('TOO_LARGE', `${what} is longer than ${limits.documentBytes} bytes`);
  try {
    const document = parseDocument(utf8.decode(bytes), { intAsBigInt: true, logLevel: 'error' });
    const [error] = document.errors.filter(({ code }) => further === 'refused' || code !== 'MULTIPLE_DOCS');
    if (error) throw error;
    return jsonOf(document.toJS({ maxAliasCount: limits.yamlAliases }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new DeviceError('DEPLOYMENT_INVALID', `${what} is no usable YAML: ${reason}`, { cause });
  }
}
