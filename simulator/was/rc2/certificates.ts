import { createHash, X509Certificate } from 'node:crypto';
import { certificateBlocks, pemToDer } from '../../pki/pem.ts';
import { remembering } from '../../pki/remembering.ts';
import type { ClientKey, Realm } from '../identity/peer.ts';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MAX_CHAIN = 8;

// A request is verified by the certificate of its client, which is the same each time, and so is the path to an anchor.
const CAPACITY = 20_000;
const issued = new WeakMap<X509Certificate, WeakMap<X509Certificate, boolean>>();

/** Of PEM or DER, read once for many requests. Throws where it is none. */
export const certificateOf: (certificate: string | Uint8Array) => X509Certificate = remembering(
  CAPACITY,
  (certificate) => new X509Certificate(certificate),
);

const isCertificate = (der: Uint8Array): boolean => {
  try {
    return certificateOf(der).raw.length > 0;
  } catch {
    return false;
  }
};

/** Base64 of a certificate in PEM, with or without its intermediates, or in DER: which is meant is open (G-77). */
export function certificatesIn(text: string): readonly Uint8Array[] {
  const encoded = text.replace(/\s/g, '');
  if (!BASE64.test(encoded) || encoded.length % 4 !== 0) return [];
  const bytes = Buffer.from(encoded, 'base64');
  const blocks = certificateBlocks(bytes.toString('latin1'));
  const chain = blocks.length > 0 ? blocks.map(pemToDer) : [bytes];
  return chain.length <= MAX_CHAIN && chain.every(isCertificate) ? chain : [];
}

/** What every record of a client is kept under, before and after it has an id: its certificate. */
export const clientKeyOf = (leafDer: Uint8Array): ClientKey =>
  `rc2:${createHash('sha256').update(leafDer).digest('hex')}`;

const isValidAt = (certificate: X509Certificate, now: Date): boolean =>
  certificate.validFromDate <= now && now <= certificate.validToDate;

/** The same at any time, so that each pair is verified once. */
function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  const known = issued.get(certificate) ?? new WeakMap<X509Certificate, boolean>();
  const verdict =
    known.get(issuer) ?? (issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  issued.set(certificate, known.set(issuer, verdict));
  return verdict;
}

/** Whether a path leads to an anchor, through certificates that are valid now and were sent along (RFC 5280). */
function leadsToAnchor(
  certificate: X509Certificate,
  sent: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  now: Date,
): boolean {
  return (
    anchors.some((anchor) => isValidAt(anchor, now) && isIssuedBy(certificate, anchor)) ||
    sent.some(
      (next, index) =>
        isValidAt(next, now) &&
        isIssuedBy(certificate, next) &&
        leadsToAnchor(next, sent.toSpliced(index, 1), anchors, now),
    )
  );
}

/** ONB-013, SIG-006: any algorithm, any name; what counts is who issued it, and until when. */
export function distrust(chainDer: readonly Uint8Array[], realm: Realm, now: Date): string | undefined {
  const [leaf, ...sent] = chainDer.map(certificateOf);
  if (!leaf) return 'There is no certificate';
  if (!isValidAt(leaf, now)) return 'The certificate is not valid at this time';
  const anchors = realm.anchorsPem.map(certificateOf);
  return leadsToAnchor(leaf, sent, anchors, now) ? undefined : 'The certificate leads to no authority that is trusted';
}
