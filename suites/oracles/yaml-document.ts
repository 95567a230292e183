import { type Document, isScalar, parseAllDocuments } from 'yaml';
import type { JsonValue } from '../../simulator/protocol/json.ts';
import { broken, type Judgement } from './judgement.ts';

/** Longest YAML that is looked into, in bytes; what the suite asks for needs a few thousand. */
export const MAX_YAML_BYTES: number = 1024 * 1024;
const MAX_ALIASES = 1000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The one document in the bytes, as a JSON value, or what is wrong. Any YAML style will do; aliases are bounded. */
export function readYaml(bytes: Uint8Array): { readonly value: JsonValue } | { readonly wrong: Judgement } {
  const wrong = (received: string) => ({ wrong: broken('one YAML document in UTF-8', received) });
  if (bytes.length > MAX_YAML_BYTES) return wrong(`${bytes.length} bytes, more than are looked into`);
  try {
    const [document, ...others] = documentsIn(bytes);
    if (document === undefined) return wrong('an empty stream');
    if (others.length > 0) return wrong(`${others.length + 1} documents`);
    const [error] = document.errors;
    if (error) return wrong(`no YAML: ${error.code}, ${error.message}`);
    return { value: contentOf(document) };
  } catch (error) {
    // Invalid UTF-8, an alias bomb, or nested more deeply than the reader's stack.
    return wrong(String(error));
  }
}

/** Every document in the bytes that can be read, as a JSON value; the others are passed over. */
export function readYamlStream(bytes: Uint8Array): readonly JsonValue[] {
  if (bytes.length > MAX_YAML_BYTES) return [];
  return attempt(() => documentsIn(bytes), []).flatMap((document) =>
    document.errors.length > 0 ? [] : attempt(() => [contentOf(document)], []),
  );
}

function attempt<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** A marker too many makes a document of nothing, which is none. */
const documentsIn = (bytes: Uint8Array): readonly Document.Parsed[] =>
  parseAllDocuments(utf8.decode(bytes), { intAsBigInt: true, logLevel: 'silent', prettyErrors: false }).filter(
    (document) => document.errors.length > 0 || !isEmpty(document.contents),
  );

const contentOf = (document: Document.Parsed): JsonValue => jsonValue(document.toJS({ maxAliasCount: MAX_ALIASES }));

const isEmpty = (contents: unknown): boolean =>
  contents === null || (isScalar(contents) && contents.value === null && contents.source === '');

/** Integers that a double holds are numbers, as in JSON; throws `TypeError` on what JSON has no value for. */
function jsonValue(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonValue(member)]));
  throw new TypeError(`a ${Object.prototype.toString.call(value)}, which JSON has no value for`);
}
