import { type Document, parseAllDocuments, parseDocument, type YAMLParseError } from 'yaml';
import type { JsonValue } from '../../protocol/json.ts';
import { DeviceError } from '../device-error.ts';
import { jsonOf } from '../json-of.ts';
import type { DeviceLimits } from '../limits.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The first YAML document in the bytes. @throws DeviceError DEPLOYMENT_INVALID, TOO_LARGE */
export const readYaml = (bytes: Uint8Array, what: string, limits: DeviceLimits): JsonValue =>
  read(bytes, what, limits, (text) => {
    const document = parseDocument(text, OPTIONS);
    return contentOf(document, limits, ({ code }) => code !== 'MULTIPLE_DOCS');
  });

/** All YAML documents in the bytes. @throws DeviceError DEPLOYMENT_INVALID, TOO_LARGE */
export const readYamlStream = (bytes: Uint8Array, what: string, limits: DeviceLimits): readonly JsonValue[] =>
  read(bytes, what, limits, (text) => {
    const documents = parseAllDocuments(text, OPTIONS);
    return Array.isArray(documents) ? documents.map((document) => contentOf(document, limits)) : [];
  });

const OPTIONS = { intAsBigInt: true, logLevel: 'error' } as const;

function contentOf(
  document: Document.Parsed,
  { yamlAliases }: DeviceLimits,
  matters: (error: YAMLParseError) => boolean = () => true,
): JsonValue {
  const error = document.errors.find(matters);
  if (error) throw error;
  return jsonOf(document.toJS({ maxAliasCount: yamlAliases }));
}

function read<Read>(bytes: Uint8Array, what: string, limits: DeviceLimits, parse: (text: string) => Read): Read {
  if (bytes.length > limits.documentBytes)
    throw new DeviceError('TOO_LARGE', `${what} is longer than ${limits.documentBytes} bytes`);
  try {
    return parse(utf8.decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new DeviceError('DEPLOYMENT_INVALID', `${what} is no usable YAML: ${reason}`, { cause });
  }
}
