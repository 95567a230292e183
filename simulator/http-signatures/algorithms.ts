import { constants, type KeyObject, type SigningOptions, sign, verify } from 'node:crypto';
import { HttpSignatureError } from './http-signature-error.ts';

/** RFC 9421, 3.3 and 6.2.2, the asymmetric ones, and Margo's `rsa-pss-sha256`. */
export type SignatureAlgorithm =
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'ed25519'
  | 'rsa-pss-sha256'
  | 'rsa-pss-sha512'
  | 'rsa-v1_5-sha256';

interface Scheme {
  /** Digest by its OpenSSL name; null where the scheme has its own. */
  readonly hash: string | null;
  readonly options: SigningOptions;
  readonly suits: (key: KeyObject) => boolean;
}

// RFC 9421, 3.3.4 and 3.3.5: r and s side by side, not the DER form of X.509.
const RAW_ECDSA: SigningOptions = { dsaEncoding: 'ieee-p1363' };

const onCurve =
  (curve: string) =>
  (key: KeyObject): boolean =>
    key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve;

const isOfType =
  (type: string) =>
  (key: KeyObject): boolean =>
    key.asymmetricKeyType === type;

function pss(hash: string, saltLength: number): Scheme {
  return {
    hash,
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
    suits(key) {
      if (key.asymmetricKeyType === 'rsa') return true;
      if (key.asymmetricKeyType !== 'rsa-pss') return false;
      // RFC 4055, 3.1: a key of this type may fix the digests and the least salt of its signatures.
      const { hashAlgorithm = hash, mgf1HashAlgorithm = hash, saltLength: least = 0 } = key.asymmetricKeyDetails ?? {};
      return hashAlgorithm === hash && mgf1HashAlgorithm === hash && least <= saltLength;
    },
  };
}

const SCHEMES: Readonly<Record<SignatureAlgorithm, Scheme>> = {
  'ecdsa-p256-sha256': { hash: 'sha256', options: RAW_ECDSA, suits: onCurve('prime256v1') },
  'ecdsa-p384-sha384': { hash: 'sha384', options: RAW_ECDSA, suits: onCurve('secp384r1') },
  ed25519: { hash: null, options: {}, suits: isOfType('ed25519') },
  // Not in the registry of RFC 9421: see decisions/rsa-pss-sha256.md.
  'rsa-pss-sha256': pss('sha256', 32),
  'rsa-pss-sha512': pss('sha512', 64),
  'rsa-v1_5-sha256': { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING }, suits: isOfType('rsa') },
};

// In order of preference, for keys that suit several.
const PREFERRED: readonly SignatureAlgorithm[] = [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'ed25519',
  'rsa-pss-sha256',
  'rsa-pss-sha512',
  'rsa-v1_5-sha256',
];

/** The algorithms that a key can be used with, private or public; none for a type of key that no algorithm is for. */
export function algorithmsFor(key: KeyObject): readonly SignatureAlgorithm[] {
  return PREFERRED.filter((algorithm) => SCHEMES[algorithm].suits(key));
}

/**
 * What signs bytes with this key.
 * @throws HttpSignatureError ALGORITHM_UNSUITABLE
 */
export function signingWith(key: KeyObject, algorithm: SignatureAlgorithm): (data: Uint8Array) => Buffer {
  const { hash, options, suits } = SCHEMES[algorithm];
  if (key.type !== 'private' || !suits(key)) {
    const received = `${key.type} key of type ${key.asymmetricKeyType ?? 'none'}`;
    throw new HttpSignatureError('ALGORITHM_UNSUITABLE', `${algorithm} with a ${received}; give a private key for it`);
  }
  const keyInput = { key, ...options };
  return (data) => sign(hash, data, keyInput);
}

/** Whether the signature is one of this key over the data; false too for a key that the algorithm is not for. */
export function isSignedBy(
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { hash, options, suits } = SCHEMES[algorithm];
  if (key.type === 'secret' || !suits(key)) return false;
  const anySalt = options.saltLength === undefined ? {} : { saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  try {
    return verify(hash, data, { key, ...options, ...anySalt }, signature);
  } catch {
    // What OpenSSL cannot even read as a signature, a wrong length for one, is none.
    return false;
  }
}
