import { isJsonObject, type JsonObject, type JsonValue, jsonEquals, parseJsonBytes, stringifyJson } from '../json.ts';
import { member } from '../json-members.ts';
import { readEarlierDeployment } from '../read-earlier-deployment.ts';
import type { RevisionDocuments, SentDocumentKind } from '../revision.ts';
import type { Rc2Dialect } from './dialects.ts';

import { rc2SchemaErrors } from './schemas.ts';
import { DEVICE_API_VERSION, KINDS } from './words.ts';
import { writeCapabilities } from './write-capabilities.ts';
import { writeStatus } from './write-status.ts';

/** Between the model and what a dialect has on the wire. */
export function rc2Documents(dialect: Rc2Dialect): RevisionDocuments {
  return {
    write: (kind, document) => {
      if (!isJsonObject(document)) return document;
      const body = WRITERS[kind](document, dialect);
      return { ...missingEnvelope(kind, body, dialect), ...body };
    },
    read: (kind, document) => (kind === 'application-deployment' ? readEarlierDeployment(document) : document),
    schemaErrors: rc2SchemaErrors(dialect),
  };
}

/**
 * As `write`, for the bytes that a client is given. Where only the envelope is added, it is put into the text, so that
 * spaces, number forms and repeated members stay as they are; what is no JSON object goes untouched.
 */
export function writeBytes(kind: SentDocumentKind, bytes: Uint8Array, dialect: Rc2Dialect): Uint8Array {
  try {
    const document = parseJsonBytes(bytes);
    if (!isJsonObject(document)) return bytes;
    const body = WRITERS[kind](document, dialect);
    const envelope = missingEnvelope(kind, body, dialect);
    return jsonEquals(body, document)
      ? spliced(bytes, envelope, Object.keys(document).length === 0)
      : Buffer.from(stringifyJson({ ...envelope, ...body }));
  } catch {
    // No UTF-8, no JSON, or nested so deep that nobody can walk through it.
    return bytes;
  }
}

const WRITERS: Readonly<Record<SentDocumentKind, (document: JsonObject, dialect: Rc2Dialect) => JsonObject>> = {
  'device-capabilities': writeCapabilities,
  'deployment-status': writeStatus,
};

function missingEnvelope(kind: SentDocumentKind, body: JsonObject, dialect: Rc2Dialect): JsonObject {
  if (dialect.envelopes === 'none') return {};
  const envelope: Readonly<Record<string, JsonValue>> = {
    apiVersion: DEVICE_API_VERSION,
    kind: KINDS[dialect.kinds][kind],
  };
  return Object.fromEntries(Object.entries(envelope).filter(([name]) => member(body, name) === undefined));
}

/** Only white space, or a byte order mark, can stand before the brace that begins an object. */
function spliced(bytes: Uint8Array, envelope: JsonObject, empty: boolean): Uint8Array {
  const members = stringifyJson(envelope).slice(1, -1);
  if (members === '') return bytes;
  const after = bytes.indexOf('{'.charCodeAt(0)) + 1;
  return Buffer.concat([bytes.subarray(0, after), Buffer.from(empty ? members : `${members},`), bytes.subarray(after)]);
}
