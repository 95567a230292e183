import { createPrivateKey, type KeyObject } from 'node:crypto';
import { pemBlocks } from './pem.ts';
import { PkiError } from './pki-error.ts';

// PKCS#8 says it in the label, the traditional forms in a header.
const ENCRYPTED = /^(-----BEGIN |Proc-Type: *4, *)ENCRYPTED/m;

/**
 * Reads a private key in PKCS#8, SEC1 or PKCS#1 form; other blocks in the text (curve parameters, certificates) are
 * passed over.
 * @throws PkiError KEY_UNREADABLE, KEY_ENCRYPTED
 */
export function privateKeyFromPem(pem: string): KeyObject {
  const block = pemBlocks(pem, /PRIVATE KEY$/)[0];
  if (block === undefined) {
    throw new PkiError('KEY_UNREADABLE', 'no PEM block of a private key was found; give PKCS#8, SEC1 or PKCS#1 in PEM');
  }
  if (ENCRYPTED.test(block)) {
    throw new PkiError('KEY_ENCRYPTED', 'the private key is protected by a passphrase; store it without one');
  }
  try {
    return createPrivateKey(block);
  } catch (cause) {
    throw new PkiError('KEY_UNREADABLE', `the private key cannot be decoded: ${String(cause)}`, { cause });
  }
}
