import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJsonBytes,
  stringifyJson,
} from '../../simulator/protocol/json.ts';
import { PROBLEM } from '../../simulator/protocol/media-types.ts';
import { decodedBody } from './content-coding.ts';
import { all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';
import { hasMediaType } from './media-type.ts';

/**
 * The document in the body of an error, or an empty one where there is none: what it lacks is for its rules to say. A
 * member that is null counts as absent, as typed records write it: RFC 9457, 3.1 has a value of the wrong type passed over.
 */
export function problemDocument(response: WireResponse): JsonObject {
  const read = readObject(response);
  return 'document' in read ? present(read.document) : {};
}

const present = (document: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));

/** An error is a problem document as RFC 9457 defines it, and says so in its media type (ERR-001). */
export function isProblemDocument(response: WireResponse): Judgement {
  const read = readObject(response);
  return all(
    hasMediaType(response, PROBLEM),
    'document' in read ? membersAreWellFormed(present(read.document)) : broken('a JSON object in UTF-8', read.wrong),
  );
}

/** RFC 9457, 3.1: what each standard member is, where it is there. */
const MEMBERS: Readonly<Record<string, { readonly kind: string; readonly fits: (value: JsonValue) => boolean }>> = {
  type: { kind: 'a URI reference', fits: isUriReference },
  title: { kind: 'a string', fits: (value) => typeof value === 'string' },
  status: { kind: 'the number of an HTTP status', fits: isStatusCode },
  detail: { kind: 'a string', fits: (value) => typeof value === 'string' },
  instance: { kind: 'a URI reference', fits: isUriReference },
};

function membersAreWellFormed(document: JsonObject): Judgement {
  for (const [name, { kind, fits }] of Object.entries(MEMBERS)) {
    const value = document[name];
    if (value !== undefined && !fits(value)) return broken(`${name} as ${kind}`, `${name} ${stringifyJson(value)}`);
  }
  return HOLDS;
}

function isUriReference(value: JsonValue): boolean {
  return typeof value === 'string' && !/[\s<>"{}|\\^`]/.test(value) && URL.canParse(value, 'https://wfm.example/');
}

function isStatusCode(value: JsonValue): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 599;
}

/** type, title and status are there (ERR-003); which text says so is open (G-03). */
export function hasRequiredMembers(response: WireResponse): Judgement {
  const document = problemDocument(response);
  const missing = ['type', 'title', 'status'].filter((name) => document[name] === undefined);
  return judgeThat(
    missing.length === 0,
    'type, title and status in the problem document',
    `a problem document without ${missing.join(' and ')}`,
  );
}

/** The member status repeats the status of the response (ERR-010); one that is absent is ERR-003's. */
export function repeatsStatus(response: WireResponse): Judgement {
  const { status } = problemDocument(response);
  return judgeThat(
    status === undefined || status === response.status,
    `status ${response.status} in the problem document, as in the response`,
    `status ${status === undefined ? '' : stringifyJson(status)}`,
  );
}

/** Of RFC 9457 and of Margo. */
const DEFINED: ReadonlySet<string> = new Set([
  ...Object.keys(MEMBERS),
  'retryable',
  'retryAfterSeconds',
  'backoffStrategy',
  'errors',
]);
const EXTENSION_NAME = /^[A-Za-z][A-Za-z0-9_]{2,}$/;

/** Members that a vendor added have names of the recommended form (ERR-013). */
export function extensionsAreWellNamed(response: WireResponse): Judgement {
  const bad = Object.keys(problemDocument(response)).filter((name) => !DEFINED.has(name) && !EXTENSION_NAME.test(name));
  return judgeThat(
    bad.length === 0,
    'names of three or more letters, digits and underscores that begin with a letter',
    `members ${bad.map((name) => JSON.stringify(name)).join(', ')}`,
  );
}

function readObject(response: WireResponse): { readonly document: JsonObject } | { readonly wrong: string } {
  const decoded = decodedBody(response);
  if ('undecodable' in decoded) return { wrong: 'a body in a content coding that cannot be undone' };
  const excerpt = (): string => JSON.stringify(Buffer.from(decoded.bytes).toString('utf8', 0, 120));
  try {
    const document = parseJsonBytes(decoded.bytes);
    return isJsonObject(document) ? { document } : { wrong: `the body ${excerpt()}` };
  } catch {
    return { wrong: decoded.bytes.length === 0 ? 'an empty body' : `the body ${excerpt()}` };
  }
}
