import { X509Certificate } from 'node:crypto';
import type { Authority } from './authority.ts';
import { certificateFacts } from './certificate-facts.ts';
import { exportKey, signingWith } from './key-algorithms.ts';
import { certificateBlocks } from './pem.ts';
import { PkiError } from './pki-error.ts';
import { privateKeyFromPem } from './private-key.ts';

/** The files of an issuer: its certificate, leaf first if its parents follow, and its private key. */
export interface AuthorityFiles {
  readonly certificatePem: string;
  readonly keyPem: string;
}

function parse(certificatePem: string): X509Certificate[] {
  try {
    return certificateBlocks(certificatePem).map((block) => new X509Certificate(block));
  } catch (cause) {
    throw new PkiError('ISSUER_UNREADABLE', `the issuer's certificate cannot be decoded: ${String(cause)}`, { cause });
  }
}

function readKey(keyPem: string): ReturnType<typeof privateKeyFromPem> {
  try {
    const key = privateKeyFromPem(keyPem);
    signingWith(key);
    return key;
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new PkiError(`ISSUER_${cause.code}`, cause.message.slice(cause.code.length + 2), { cause });
  }
}

function requireAuthority(certificate: X509Certificate, now: Date): void {
  const { isCa, keyUsages, notBefore, notAfter, subject } = certificateFacts(certificate.raw);
  if (!isCa || keyUsages?.includes('keyCertSign') === false) {
    throw new PkiError('ISSUER_NOT_A_CA', `${subject} lacks cA=true or keyCertSign; give the certificate of a CA`);
  }
  if (notAfter < now) {
    throw new PkiError('ISSUER_EXPIRED', `${subject} ended at ${notAfter.toISOString()}; give a current certificate`);
  }
  if (notBefore > now) {
    const from = notBefore.toISOString();
    throw new PkiError('ISSUER_NOT_YET_VALID', `${subject} begins at ${from}; check the clock or the certificate`);
  }
}

function requireChain(certificates: readonly X509Certificate[]): void {
  certificates.forEach((certificate, index) => {
    const parent = certificates[index + 1];
    if (parent === undefined || (certificate.checkIssued(parent) && certificate.verify(parent.publicKey))) return;
    const detail = `certificate ${index + 2} of the file did not sign certificate ${index + 1}; order them leaf first`;
    throw new PkiError('ISSUER_CHAIN_BROKEN', detail);
  });
}

const isRoot = (certificate: X509Certificate): boolean =>
  certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);

/**
 * Reads an issuer that somebody lends and checks that it can sign now.
 * @throws PkiError ISSUER_UNREADABLE, ISSUER_KEY_UNREADABLE, ISSUER_KEY_ENCRYPTED, ISSUER_KEY_UNSUPPORTED,
 * ISSUER_KEY_MISMATCH, ISSUER_NOT_A_CA, ISSUER_EXPIRED, ISSUER_NOT_YET_VALID, ISSUER_CHAIN_BROKEN
 */
export function loadAuthority(files: AuthorityFiles, now: Date = new Date()): Authority {
  const certificates = parse(files.certificatePem);
  const [issuer] = certificates;
  if (issuer === undefined) {
    throw new PkiError('ISSUER_UNREADABLE', 'the text holds no PEM block of a certificate; give the CA in PEM');
  }
  const key = readKey(files.keyPem);
  if (!issuer.checkPrivateKey(key)) {
    throw new PkiError('ISSUER_KEY_MISMATCH', `the private key does not belong to ${issuer.subject}; give its own key`);
  }
  requireAuthority(issuer, now);
  requireChain(certificates);
  const sent = certificates.filter((certificate) => !isRoot(certificate));
  return {
    certificatePem: issuer.toString(),
    keyPem: exportKey(key),
    chainPem: sent.map((certificate) => certificate.toString()).join(''),
  };
}
