import { X509Certificate } from 'node:crypto';
import { splitAnchors } from './anchors.ts';
import { certificateToPem } from './pem.ts';
import { PkiError } from './pki-error.ts';

/** One anchor as a JSON Web Key; further members are the key's own (`crv`, `x`, `y`, or `n`, `e`). */
interface BundleKey {
  readonly kty: string;
  readonly use: 'x509-svid';
  /** Base64 DER, one certificate. */
  readonly x5c: readonly [string];
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

/** A SPIFFE trust bundle: a JWK Set with the bundle's own members. */
export interface TrustBundle {
  readonly spiffe_sequence: number;
  /** Seconds. */
  readonly spiffe_refresh_hint: number;
  readonly keys: readonly BundleKey[];
}

/** What a verifier takes from a bundle. */
export interface ParsedTrustBundle {
  readonly anchorsPem: readonly string[];
  readonly sequence?: number;
  /** Seconds. */
  readonly refreshHint?: number;
}

/** The discovery document of a trust domain (TRB-012). */
export interface DiscoveryDocument {
  readonly trustDomain: string;
  readonly trustBundleUri: string;
}

function bundleKey(anchorPem: string): BundleKey {
  const certificate = new X509Certificate(anchorPem);
  const { kty, crv, x, y, n, e } = certificate.publicKey.export({ format: 'jwk' });
  if (kty === undefined) throw new PkiError('ANCHOR_UNSUPPORTED', `the key of ${certificate.subject} has no JWK form`);
  const members = Object.entries({ crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  return { kty, ...Object.fromEntries(members), use: 'x509-svid', x5c: [certificate.raw.toString('base64')] };
}

/** Makes the trust bundle of some anchors (TRB-016); `refreshHint` in seconds. @throws PkiError ANCHOR_UNREADABLE, ANCHOR_UNSUPPORTED */
export function toTrustBundle(
  anchorsPem: readonly string[],
  { sequence, refreshHint }: { readonly sequence: number; readonly refreshHint: number },
): TrustBundle {
  return { spiffe_sequence: sequence, spiffe_refresh_hint: refreshHint, keys: splitAnchors(anchorsPem).map(bundleKey) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function anchorOf(key: Readonly<Record<string, unknown>>, index: number): string {
  const { x5c } = key;
  const encoded: unknown = Array.isArray(x5c) && x5c.length === 1 ? x5c[0] : undefined;
  if (typeof encoded !== 'string') {
    throw new PkiError('BUNDLE_KEY_INVALID', `keys[${index}].x5c is not a list of one base64 certificate`);
  }
  const der = Buffer.from(encoded, 'base64');
  try {
    return certificateToPem(new X509Certificate(der).raw);
  } catch (cause) {
    throw new PkiError('BUNDLE_KEY_INVALID', `keys[${index}].x5c[0] is no certificate: ${String(cause)}`, { cause });
  }
}

/**
 * Reads a bundle: anchors come from `x509-svid` keys, every other use is passed over (TRB-019). A bundle without any
 * is refused, so that nothing is validated against it (TRB-017).
 * @throws PkiError BUNDLE_INVALID, BUNDLE_KEY_INVALID, BUNDLE_WITHOUT_ANCHORS
 */
export function parseTrustBundle(json: unknown): ParsedTrustBundle {
  if (!isRecord(json) || !Array.isArray(json['keys'])) {
    throw new PkiError('BUNDLE_INVALID', 'this is no JWK Set: an object with a list `keys` is expected');
  }
  const keys: readonly unknown[] = json['keys'];
  const anchorsPem = keys.flatMap((key, index) =>
    isRecord(key) && key['use'] === 'x509-svid' ? [anchorOf(key, index)] : [],
  );
  if (anchorsPem.length === 0) {
    throw new PkiError('BUNDLE_WITHOUT_ANCHORS', 'no key of the bundle has the use x509-svid; keep the bundle in use');
  }
  const { spiffe_sequence: sequence, spiffe_refresh_hint: refreshHint } = json;
  return {
    anchorsPem,
    ...(typeof sequence === 'number' ? { sequence } : {}),
    ...(typeof refreshHint === 'number' ? { refreshHint } : {}),
  };
}

/**
 * Makes the discovery document of a trust domain.
 * @throws PkiError BUNDLE_URI_INVALID, because a client refuses anything but https (TRB-013)
 */
export function discoveryDocument(trustDomain: string, trustBundleUri: string): DiscoveryDocument {
  if (!URL.canParse(trustBundleUri) || new URL(trustBundleUri).protocol !== 'https:') {
    throw new PkiError('BUNDLE_URI_INVALID', `${JSON.stringify(trustBundleUri)} is no https URL`);
  }
  return { trustDomain, trustBundleUri };
}
