import { splitAnchors } from './anchors.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { type Instant, refuseCertificate, refusePath } from './certificate-path.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import { PkiError } from './pki-error.ts';
import { type Refusal, refusal } from './refusal.ts';
import { assertSpiffeId, parseSpiffeId, type SpiffeId } from './spiffe-id.ts';

/** What a chain is checked against. */
export interface ValidationOptions {
  /** PEM, one or several in a text; the current bundle. */
  readonly anchors: readonly string[];
  /** The verifier's own. */
  readonly trustDomain: string;
  readonly now: Date;
  /** Tolerance for clocks, on both ends of a validity; default 0. */
  readonly skewMs?: number;
}

/** A chain that is a valid X.509-SVID of the trust domain. */
export interface ValidSvid {
  readonly spiffeId: SpiffeId;
  /** Of the leaf: no connection proves the identity for longer. */
  readonly notAfter: Date;
}

// A path of more certificates is no honest chain, and its search would be work for nothing.
const MAX_PRESENTED = 8;

function readSpiffeId(uri: string, trustDomain: string): SpiffeId | Refusal {
  try {
    const { trustDomain: found, path } = parseSpiffeId(uri);
    if (found !== trustDomain) return refusal('SVID_TRUST_DOMAIN', `${uri} is not of the trust domain ${trustDomain}`);
    if (path === '') return refusal('SVID_NO_PATH', `${uri} names a trust domain, not a member of it`);
    assertSpiffeId(uri);
    return uri;
  } catch (error) {
    if (error instanceof PkiError) return refusal('SVID_SPIFFE_ID_INVALID', error.message);
    throw error;
  }
}

/** Steps 1 and 3 of the profile, IDN-010 and IDN-012: only the leaf is looked at. */
function readLeaf(leaf: CertificateFacts, trustDomain: string): ValidSvid | Refusal {
  const [uri, second] = leaf.uriSans;
  if (uri === undefined) return refusal('SVID_NO_URI', 'the leaf has no URI among its alternative names');
  if (second !== undefined) return refusal('SVID_SEVERAL_URIS', `the leaf has ${leaf.uriSans.length} URIs, not one`);
  if (leaf.isCa) return refusal('SVID_IS_A_CA', 'the leaf says cA=true');
  const signing = leaf.keyUsages?.filter((usage) => usage === 'keyCertSign' || usage === 'cRLSign') ?? [];
  if (signing.length > 0) return refusal('SVID_KEY_USAGE', `the leaf has the key usage ${signing.join(', ')}`);
  const spiffeId = readSpiffeId(uri, trustDomain);
  return typeof spiffeId === 'string' ? { spiffeId, notAfter: leaf.notAfter } : spiffeId;
}

function parseChain(chainDer: readonly Uint8Array[]): ParsedCertificate[] | Refusal {
  try {
    return chainDer.map(parseCertificate);
  } catch (error) {
    if (error instanceof PkiError) return refusal('SVID_UNREADABLE', error.message);
    throw error;
  }
}

/**
 * Validates an X.509-SVID as presented, leaf first (IDN-010 to IDN-012, TLS-004): trust domain, chain to an anchor
 * through the presented certificates only, validity of every certificate, form of the leaf, strength. Name and policy
 * constraints are not processed, so a certificate that makes them critical is refused. Nothing is said about whether
 * the identity is welcome.
 * @throws PkiError ANCHOR_UNREADABLE, CERTIFICATE_UNREADABLE for an anchor, which is the verifier's own mistake
 */
export function validateSvid(chainDer: readonly Uint8Array[], options: ValidationOptions): ValidSvid | Refusal {
  if (chainDer.length > MAX_PRESENTED) {
    return refusal('CHAIN_TOO_LONG', `${chainDer.length} certificates, more than ${MAX_PRESENTED}`);
  }
  const chain = parseChain(chainDer);
  if ('refused' in chain) return chain;
  const [leaf, ...intermediates] = chain;
  const svid = validateLeaf(leaf, options);
  if (leaf === undefined || 'refused' in svid) return svid;
  const anchors = splitAnchors(options.anchors).map(parseCertificate);
  return refusePath(leaf, intermediates, anchors, instantOf(options)) ?? svid;
}

/**
 * As {@link validateSvid}, of a leaf alone: for a verifier behind a proxy that ended TLS and has built the path to an
 * anchor itself (TLS-009).
 */
export function validateSvidLeaf(
  leafDer: Uint8Array,
  options: Omit<ValidationOptions, 'anchors'>,
): ValidSvid | Refusal {
  const chain = parseChain([leafDer]);
  return 'refused' in chain ? chain : validateLeaf(chain[0], options);
}

function validateLeaf(
  leaf: ParsedCertificate | undefined,
  options: Omit<ValidationOptions, 'anchors'>,
): ValidSvid | Refusal {
  if (leaf === undefined) return refusal('SVID_MISSING', 'no certificate was presented');
  const svid = readLeaf(leaf.facts, options.trustDomain);
  if ('refused' in svid) return svid;
  return refuseCertificate(leaf, 'leaf', instantOf(options)) ?? svid;
}

const instantOf = ({ now, skewMs = 0 }: Pick<ValidationOptions, 'now' | 'skewMs'>): Instant => ({ now, skewMs });
