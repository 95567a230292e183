import { X509Certificate } from 'node:crypto';
import { type CertificateFacts, certificateFacts } from './certificate-facts.ts';
import { PkiError } from './pki-error.ts';

/** A certificate as both readers see it: OpenSSL for signatures, our own facts for everything else. */
export interface ParsedCertificate {
  readonly openssl: X509Certificate;
  readonly facts: CertificateFacts;
}

// Reading the DER costs about a millisecond; a server meets the same leaves and anchors on every handshake.
const CAPACITY = 2048;
const parsed = new Map<string, ParsedCertificate>();

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
export function parseCertificate(certificate: string | Uint8Array): ParsedCertificate {
  const key = typeof certificate === 'string' ? certificate : Buffer.from(certificate).toString('latin1');
  const known = parsed.get(key);
  if (known !== undefined) {
    parsed.delete(key);
    parsed.set(key, known);
    return known;
  }
  const fresh = readBoth(certificate);
  parsed.set(key, fresh);
  const oldest = parsed.keys().next();
  if (parsed.size > CAPACITY && oldest.done !== true) parsed.delete(oldest.value);
  return fresh;
}
