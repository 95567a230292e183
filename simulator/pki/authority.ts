import type { KeyObject } from 'node:crypto';
import { certificateFacts } from './certificate-facts.ts';
import { type CertificateTemplate, commonName, type Signer, signCertificate } from './certificate-template.ts';
import { exportKey, generateKey, type KeyAlgorithm } from './key-algorithms.ts';
import { privateKeyFromPem } from './private-key.ts';
import { X509Certificate } from './x509.ts';

export { loadAuthority } from './load-authority.ts';

/** A certificate authority that can sign. */
export interface Authority {
  readonly certificatePem: string;
  /** PKCS#8. */
  readonly keyPem: string;
  /** What a presenter sends after its leaf: this CA and its parents, without the root; empty for a root. */
  readonly chainPem: string;
}

/** How to make a CA certificate. */
export interface AuthoritySpec {
  readonly name: string;
  /** Set, the CA names its trust domain in a URI SAN, as SPIFFE allows. */
  readonly trustDomain?: string;
  readonly algorithm?: KeyAlgorithm;
  /** Default: an hour ago. */
  readonly notBefore?: Date;
  /** Default: in ten years for a root, in one year for an intermediate. */
  readonly notAfter?: Date;
  readonly pathLength?: number;
}

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

function template(spec: AuthoritySpec, publicKey: KeyObject, years: number): CertificateTemplate {
  return {
    subject: commonName(spec.name),
    publicKey,
    notBefore: spec.notBefore ?? new Date(Date.now() - HOUR),
    notAfter: spec.notAfter ?? new Date(Date.now() + years * YEAR),
    ca: true,
    pathLength: spec.pathLength,
    keyUsages: ['keyCertSign', 'cRLSign'],
    uriSans: spec.trustDomain === undefined ? [] : [`spiffe://${spec.trustDomain}`],
  };
}

/** Makes a self-signed CA. */
export async function createRoot(spec: AuthoritySpec): Promise<Authority> {
  const key = await generateKey(spec.algorithm ?? 'P-256');
  const signer = { name: commonName(spec.name), key };
  return {
    certificatePem: await signCertificate(template(spec, key, 10), signer),
    keyPem: exportKey(key),
    chainPem: '',
  };
}

/** Makes a CA under another; `pathLength` 0 unless the spec says otherwise. */
export async function createIntermediate(parent: Authority, spec: AuthoritySpec): Promise<Authority> {
  const key = await generateKey(spec.algorithm ?? 'P-256');
  const certificatePem = await signCertificate(template({ pathLength: 0, ...spec }, key, 1), signerOf(parent));
  return { certificatePem, keyPem: exportKey(key), chainPem: certificatePem + parent.chainPem };
}

/** Whether its path length constraint lets the authority have other authorities under it. */
export function canIssueIntermediate(authority: Authority): boolean {
  return certificateFacts(authority.certificatePem).pathLength !== 0;
}

const signers = new WeakMap<Authority, Signer>();

/** The authority as a signer; its certificate and key are read once. */
export function signerOf(authority: Authority): Signer {
  const known = signers.get(authority);
  if (known) return known;
  const signer: Signer = {
    // The library's parsed name keeps the string types of the certificate, so issuer and subject match byte by byte.
    name: new X509Certificate(authority.certificatePem).subjectName,
    key: privateKeyFromPem(authority.keyPem),
    keyIdentifier: certificateFacts(authority.certificatePem).subjectKeyIdentifier,
  };
  signers.set(authority, signer);
  return signer;
}
