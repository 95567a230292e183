import { isJsonObject, type JsonObject, jsonEquals, parseJsonBytes, stringifyJson } from './json.ts';
import { member } from './json-members.ts';

/** A document as a revision writes it: what it puts in front, and the rest. */
export interface WrittenDocument {
  readonly envelope: JsonObject;
  readonly body: JsonObject;
}

/** Members of an envelope that the document has already are kept as they are. */
export const assembled = ({ envelope, body }: WrittenDocument): JsonObject => ({ ...missing(envelope, body), ...body });

/**
 * The bytes of a document of the model as a revision writes it. Where only the envelope is added, it is put into the
 * text, so that spaces, number forms and repeated members stay as they are; what is no JSON object goes untouched.
 */
export function writeBytes(bytes: Uint8Array, write: (document: JsonObject) => WrittenDocument): Uint8Array {
  try {
    const document = parseJsonBytes(bytes);
    if (!isJsonObject(document)) return bytes;
    const { envelope, body } = write(document);
    return jsonEquals(body, document)
      ? spliced(bytes, missing(envelope, body), Object.keys(document).length === 0)
      : Buffer.from(stringifyJson(assembled({ envelope, body })));
  } catch {
    // No UTF-8, no JSON, or nested so deep that nobody can walk through it.
    return bytes;
  }
}

const missing = (envelope: JsonObject, body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(envelope).filter(([name]) => member(body, name) === undefined));

/** Only white space, or a byte order mark, can stand before the brace that begins an object. */
function spliced(bytes: Uint8Array, envelope: JsonObject, empty: boolean): Uint8Array {
  const members = stringifyJson(envelope).slice(1, -1);
  if (members === '') return bytes;
  const after = bytes.indexOf('{'.charCodeAt(0)) + 1;
  return Buffer.concat([bytes.subarray(0, after), Buffer.from(empty ? members : `${members},`), bytes.subarray(after)]);
}
