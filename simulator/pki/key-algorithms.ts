import { createPublicKey, generateKeyPair, type KeyObject, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { PkiError } from './pki-error.ts';

/** Kinds of key a certificate can be made for; RSA-1024 is only for certificates meant to be refused. */
export type KeyAlgorithm = 'P-256' | 'P-384' | 'Ed25519' | 'RSA-1024' | 'RSA-2048' | 'RSA-3072';

/** Hashes a certificate can be signed with; SHA-1 is only for certificates meant to be refused. */
export type SigningHash = 'SHA-1' | 'SHA-256' | 'SHA-384';

/** How an RSA key pads what it signs (IDN-007). */
export type RsaPadding = 'PKCS1-v1_5' | 'PSS';

/** How a private key signs certificates. */
export interface Signing {
  readonly key: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
  readonly algorithm: { readonly name: string; readonly hash: SigningHash; readonly saltLength?: number };
}

const generate = promisify(generateKeyPair);
const CURVES: Readonly<Record<string, { readonly namedCurve: string; readonly hash: SigningHash }>> = {
  prime256v1: { namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { namedCurve: 'P-384', hash: 'SHA-384' },
};
/** Octets; the salt of PSS is as long as the hash. */
const HASH_LENGTH: Readonly<Record<SigningHash, number>> = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-384': 48 };
const MODULUS_BITS = { 'RSA-1024': 1024, 'RSA-2048': 2048, 'RSA-3072': 3072 } as const;

/** Makes a fresh private key from the system's random source (IDN-008). */
export async function generateKey(algorithm: KeyAlgorithm): Promise<KeyObject> {
  switch (algorithm) {
    case 'P-256':
    case 'P-384':
      return (await generate('ec', { namedCurve: algorithm })).privateKey;
    case 'Ed25519':
      return (await generate('ed25519')).privateKey;
    default:
      return (await generate('rsa', { modulusLength: MODULUS_BITS[algorithm] })).privateKey;
  }
}

type WebAlgorithm = { readonly name: string; readonly namedCurve?: string; readonly hash?: SigningHash };

function webAlgorithm(key: KeyObject, hash: SigningHash | undefined, padding: RsaPadding): [WebAlgorithm, SigningHash] {
  const type = key.asymmetricKeyType;
  const named = key.asymmetricKeyDetails?.namedCurve;
  const curve = CURVES[named ?? ''];
  if (type === 'ec' && curve) return [{ name: 'ECDSA', namedCurve: curve.namedCurve }, hash ?? curve.hash];
  if (type === 'ed25519') return [{ name: 'Ed25519' }, 'SHA-256'];
  if (type === 'rsa')
    return [{ name: padding === 'PSS' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', hash: hash ?? 'SHA-256' }, hash ?? 'SHA-256'];
  const received = [type, named].filter(Boolean).join(' ');
  throw new PkiError('KEY_UNSUPPORTED', `a ${received} key cannot sign here; use EC P-256 or P-384, Ed25519 or RSA`);
}

/**
 * How a private key signs under the profile (IDN-005 to IDN-007); RSA by default with PKCS#1 v1.5, which every validator knows.
 * @throws PkiError KEY_UNSUPPORTED
 */
export function signingWith(key: KeyObject, wanted?: SigningHash, padding: RsaPadding = 'PKCS1-v1_5'): Signing {
  const [algorithm, hash] = webAlgorithm(key, wanted, padding);
  return {
    key: key.toCryptoKey(algorithm, false, ['sign']),
    publicKey: createPublicKey(key).toCryptoKey(algorithm, true, ['verify']),
    algorithm: {
      name: algorithm.name,
      hash,
      ...(algorithm.name === 'RSA-PSS' && { saltLength: HASH_LENGTH[hash] }),
    },
  };
}

/** The key in PKCS#8 PEM. */
export function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
