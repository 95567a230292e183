import { X509Certificate } from 'node:crypto';
import { type CertificateFacts, certificateFacts } from './certificate-facts.ts';
import { PkiError } from './pki-error.ts';
import { remembering } from './remembering.ts';

/** A certificate as both readers see it: OpenSSL for signatures, our own facts for everything else. */
export interface ParsedCertificate {
  readonly openssl: X509Certificate;
  readonly facts: CertificateFacts;
}

// A certificate that is not plain costs a millisecond to read; a server meets the same leaves and anchors on every handshake.
const CAPACITY = 2048;

// Each reader refuses encodings that the other lets pass.
function readBoth(certificate: string | Uint8Array): ParsedCertificate {
  const facts = certificateFacts(certificate);
  try {
    return { facts, openssl: new X509Certificate(certificate) };
  } catch (cause) {
    throw new PkiError('CERTIFICATE_UNREADABLE', `OpenSSL cannot decode this certificate: ${String(cause)}`, { cause });
  }
}

/**
 * Parses a certificate, remembering the most recent ones.
 * @throws PkiError CERTIFICATE_UNREADABLE
 */
export const parseCertificate: (certificate: string | Uint8Array) => ParsedCertificate = remembering(
  CAPACITY,
  readBoth,
);
