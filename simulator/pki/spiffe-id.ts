import { PkiError } from './pki-error.ts';

declare const brand: unique symbol;

/** A text that `parseSpiffeId` accepts, scheme and trust domain in lower case. */
export type SpiffeId = string & { readonly [brand]: 'SpiffeId' };

/** The parts of a SPIFFE ID; `path` is empty, or starts with `/` and does not end with one. */
export interface SpiffeIdParts {
  readonly trustDomain: string;
  readonly path: string;
}

/** The namespace of one WFM in its trust domain. */
export interface WfmNamespace {
  readonly trustDomain: string;
  readonly wfmId: string;
}

const SCHEME = 'spiffe://';
const TRUST_DOMAIN = /^[a-z0-9._-]{1,255}$/;
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;
const MAX_BYTES = 2048;

function refuse(text: string, why: string): never {
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  throw new PkiError('SPIFFE_ID_INVALID', `${JSON.stringify(shown)} ${why}`);
}

/**
 * Reads a SPIFFE ID by the SPIFFE-ID standard, section 2: no normalisation, no percent-encoding.
 * @throws PkiError SPIFFE_ID_INVALID
 */
export function parseSpiffeId(text: string): SpiffeIdParts {
  if (Buffer.byteLength(text) > MAX_BYTES) refuse(text, `is longer than ${MAX_BYTES} bytes; shorten it`);
  if (!text.startsWith(SCHEME)) refuse(text, `does not start with ${SCHEME}`);
  const rest = text.slice(SCHEME.length);
  const slash = rest.indexOf('/');
  const trustDomain = slash === -1 ? rest : rest.slice(0, slash);
  const path = slash === -1 ? '' : rest.slice(slash);
  if (!TRUST_DOMAIN.test(trustDomain)) refuse(text, 'has a trust domain that is not 1 to 255 of a-z 0-9 . _ -');
  if (path !== '' && !path.slice(1).split('/').every(isSegment)) {
    refuse(text, 'has a path segment that is empty, a dot segment, or not of A-Z a-z 0-9 . _ -');
  }
  return { trustDomain, path };
}

/** Whether a text may stand as one path segment, and so as a wfm-id or a client id (WIP-003). */
export function isSegment(text: string): boolean {
  return SEGMENT.test(text);
}

/** Narrows a text to a SPIFFE ID. @throws PkiError SPIFFE_ID_INVALID */
export function assertSpiffeId(text: string): asserts text is SpiffeId {
  parseSpiffeId(text);
}

function build(trustDomain: string, segments: readonly string[]): SpiffeId {
  const text = [`${SCHEME}${trustDomain}`, ...segments].join('/');
  // An id with a slash would change the number of segments and still parse.
  if (!segments.every(isSegment)) refuse(text, 'is built from an id that is not one path segment');
  assertSpiffeId(text);
  return text;
}

/** The SPIFFE ID of a WFM (WIP-001). @throws PkiError SPIFFE_ID_INVALID */
export function wfmId(trustDomain: string, wfmId: string): SpiffeId {
  return build(trustDomain, ['margo', 'wfm', wfmId]);
}

/** The SPIFFE ID of a client of a WFM (WIP-002). @throws PkiError SPIFFE_ID_INVALID */
export function clientSpiffeId(trustDomain: string, wfmId: string, clientId: string): SpiffeId {
  return build(trustDomain, ['margo', 'wfm', wfmId, 'client', clientId]);
}

/** The client id, if the SPIFFE ID is exactly a client of this WFM, compared case-sensitively (WIP-006, WIP-010). */
export function matchClientId(id: string, { trustDomain, wfmId }: WfmNamespace): string | undefined {
  const prefix = `${SCHEME}${trustDomain}/margo/wfm/${wfmId}/client/`;
  if (!id.startsWith(prefix) || Buffer.byteLength(id) > MAX_BYTES) return undefined;
  const clientId = id.slice(prefix.length);
  return isSegment(clientId) ? clientId : undefined;
}
