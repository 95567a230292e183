import { X509Certificate } from 'node:crypto';

/** The chain that a client signs its payloads with. */
export interface SigningCertificate {
  readonly leaf: X509Certificate;
  readonly others: readonly X509Certificate[];
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const MAX_CHAIN = 8;

/** PEM, its base64, or the base64 of DER: the text says base64 only. Undefined where it is no certificate. */
export function readSigningCertificate(text: string): SigningCertificate | undefined {
  const decoded = Buffer.from(text, 'base64');
  const blocks = text.match(PEM) ?? decoded.toString('latin1').match(PEM) ?? [decoded];
  try {
    const [leaf, ...others] = blocks.slice(0, MAX_CHAIN).map((block) => new X509Certificate(block));
    return leaf && { leaf, others };
  } catch {
    return undefined;
  }
}

/** SubjectPublicKeyInfo, DER in base64. */
export const publicKeyOf = ({ leaf }: SigningCertificate): string =>
  leaf.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

/** Why a chain does not lead to an anchor now; undefined where it does. */
export function distrust(
  { leaf, others }: SigningCertificate,
  anchorsPem: readonly string[],
  now: Date,
): string | undefined {
  const anchors = anchorsPem.map((pem) => new X509Certificate(pem));
  let current = leaf;
  for (let left = MAX_CHAIN; left > 0; left -= 1) {
    if (!isCurrent(current, now)) return 'the certificate, or one above it, is not valid now';
    if (anchors.some((anchor) => isIssuedBy(current, anchor) && isCurrent(anchor, now))) return undefined;
    const issuer = others.find((other) => other !== current && other.ca && isIssuedBy(current, other));
    if (issuer === undefined) return 'the certificate leads to no authority that is trusted';
    current = issuer;
  }
  return 'the chain of certificates is too long';
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

const isCurrent = ({ validFromDate, validToDate }: X509Certificate, now: Date): boolean =>
  validFromDate <= now && now <= validToDate;
