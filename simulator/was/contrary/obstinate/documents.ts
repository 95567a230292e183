import { Document } from 'yaml';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/json.ts';

/** JSON may escape what it need not (RFC 8259 section 7). */
export const respelt = (json: string): string => json.replaceAll('/', '\\/').replaceAll('"bundle"', '"\\u0062undle"');

/** YAML with line ends of another system, anchors for what occurs twice, and long texts folded. */
export const obstinateYaml = (document: JsonObject): string =>
  `---\n${new Document(document).toString({ indent: 3, lineWidth: 40, blockQuote: 'folded' })}`.replaceAll(
    '\n',
    '\r\n',
  );

/** Labels, and data for the device from a WFM that no operator asked for (DEP-010). */
export function annotated(document: JsonObject): JsonObject {
  const { metadata, spec } = document;
  if (!isJsonObject(metadata) || !isJsonObject(spec)) return document;
  return {
    ...document,
    metadata: { ...metadata, labels: { 'managed-by': 'an obstinate WFM' } },
    spec: { ...spec, 'x-obstinate-extensions': { scheduled: true } },
  };
}

/** The document as if it named what the path does: that they agree is not required (G-12, G-17). */
export function anyId(document: JsonValue, parent: string | undefined, name: string, id: string): JsonValue {
  if (!isJsonObject(document)) return document;
  if (parent !== undefined) return { ...document, ...within(document, parent, name, id) };
  return typeof document[name] === 'string' ? { ...document, [name]: id } : document;
}

function within(document: JsonObject, parent: string, name: string, id: string): JsonObject {
  const member = document[parent];
  return member === undefined ? {} : { [parent]: anyId(member, undefined, name, id) };
}
