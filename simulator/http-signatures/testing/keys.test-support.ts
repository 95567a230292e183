import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import type { SignatureAlgorithm } from '../algorithms.ts';

/** A fresh pair for each algorithm; made once, because RSA takes its time. */
export const KEYS: Readonly<Record<SignatureAlgorithm, KeyPairKeyObjectResult>> = (() => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    'ecdsa-p256-sha256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    'ecdsa-p384-sha384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    ed25519: generateKeyPairSync('ed25519'),
    'rsa-pss-sha256': rsa,
    'rsa-pss-sha512': rsa,
    'rsa-v1_5-sha256': rsa,
  };
})();

export const ALGORITHMS: readonly SignatureAlgorithm[] = [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'ed25519',
  'rsa-pss-sha256',
  'rsa-pss-sha512',
  'rsa-v1_5-sha256',
];
