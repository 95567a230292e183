import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key pair for signatures on manifests: ECDSA on P-256 with SHA-256, which every verifier of such signatures knows. */
export interface SigningKey {
  /** SubjectPublicKeyInfo in PEM, as `cosign verify --key` takes it. */
  readonly publicKeyPem: string;
  /** The signature in DER. */
  sign(payload: Uint8Array): Uint8Array;
}

export function createSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKeyPem: pemOf(privateKey), sign: (payload) => sign('sha256', payload, privateKey) };
}

const pemOf = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
