import { createPublicKey } from 'node:crypto';
import { type Authority, signerOf } from './authority.ts';
import { signCertificate } from './certificate-template.ts';
import { exportKey, generateKey, signingWith } from './key-algorithms.ts';
import { type LeafSpec, leafTemplate, type SvidSpec, urisOf } from './leaf-template.ts';
import { PkiError } from './pki-error.ts';
import { privateKeyFromPem } from './private-key.ts';
import {
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from './x509.ts';

/** A certificate as the CA hands it out. */
export interface IssuedCertificate {
  /** The leaf alone. */
  readonly certificatePem: string;
  /** What to present: the leaf and its intermediates (IDN-004). */
  readonly chainPem: string;
  /** The identity it was issued for; of an abnormal certificate the first URI, or empty. */
  readonly spiffeId: string;
}

/** A certificate with its private key, ready for TLS. */
export interface Credential extends IssuedCertificate {
  /** PKCS#8. */
  readonly keyPem: string;
}

/** A certificate request and the key it was made with. */
export interface CertificateRequest {
  readonly csrPem: string;
  /** PKCS#8. */
  readonly keyPem: string;
}

/** Issues a certificate with a fresh key. What is asked for is made: nothing is validated. */
export async function issueSvid(authority: Authority, spec: SvidSpec): Promise<Credential> {
  const key = await generateKey(spec.algorithm ?? 'P-256');
  const signer = { ...signerOf(authority), hash: spec.hash, padding: spec.padding };
  const certificatePem = await signCertificate(leafTemplate(spec, key), signer);
  const chainPem = certificatePem + authority.chainPem;
  return { certificatePem, chainPem, keyPem: exportKey(key), spiffeId: urisOf(spec)[0] ?? '' };
}

/** Makes a PKCS#10 request that proposes a SPIFFE ID, with the given key or a fresh P-256 one. */
export async function createCsr(keyPem: string | undefined, spiffeId: string): Promise<CertificateRequest> {
  const key = keyPem === undefined ? await generateKey('P-256') : privateKeyFromPem(keyPem);
  const signing = signingWith(key);
  const request = await Pkcs10CertificateRequestGenerator.create({
    keys: { privateKey: signing.key, publicKey: signing.publicKey },
    signingAlgorithm: signing.algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'url', value: spiffeId }], true)],
  });
  return { csrPem: `${request.toString('pem')}\n`, keyPem: exportKey(key) };
}

async function readRequest(csrPem: string): Promise<Pkcs10CertificateRequest> {
  try {
    const request = new Pkcs10CertificateRequest(csrPem);
    if (await request.verify()) return request;
  } catch (cause) {
    throw new PkiError('CSR_UNREADABLE', `this is no PKCS#10 request in PEM: ${String(cause)}`, { cause });
  }
  throw new PkiError('CSR_SIGNATURE_INVALID', 'the request is not signed by its own key; make it again');
}

/**
 * Issues a certificate for the key in a request; its subject and names are only advice and are not taken (IDN-018).
 * @throws PkiError CSR_UNREADABLE, CSR_SIGNATURE_INVALID
 */
export async function issueFromCsr(
  authority: Authority,
  csrPem: string,
  spiffeId: string,
  spec: Omit<LeafSpec, 'spiffeId' | 'uriSans'> = {},
): Promise<IssuedCertificate> {
  const request = await readRequest(csrPem);
  const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
  const certificatePem = await signCertificate(leafTemplate({ ...spec, spiffeId }, key), signerOf(authority));
  return { certificatePem, chainPem: certificatePem + authority.chainPem, spiffeId };
}
