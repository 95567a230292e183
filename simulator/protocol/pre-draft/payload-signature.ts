import { createPublicKey, type KeyObject, sign } from 'node:crypto';

/**
 * The value of `X-Payload-Signature` (ONB-004): base64 of the public key and the signature over the body with SHA-256,
 * joined by a semicolon. Which form each of them has the text leaves open: see README.md.
 */
export function payloadSignature(body: Uint8Array, key: KeyObject): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return Buffer.from(`${publicKey};${sign('sha256', body, key).toString('base64')}`).toString('base64');
}
