import { createECDH, createHash } from 'node:crypto';

/** A P-256 private key in PKCS#8 (RFC 5208, RFC 5915), and its point, uncompressed. */
export interface RawKey {
  readonly pkcs8: Buffer;
  readonly point: Buffer;
}

const SCALAR_BYTES = 32;
const POINT_BYTES = 65;
const BEFORE_SCALAR = Buffer.from('308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420', 'hex');
const BEFORE_POINT = Buffer.from('a144034200', 'hex');
const SPKI_BEFORE_POINT = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

/** Octets of a key in PKCS#8: all have the same. */
export const PKCS8_BYTES: number = BEFORE_SCALAR.length + SCALAR_BYTES + BEFORE_POINT.length + POINT_BYTES;

/** Makes a fresh key from the system's random source (IDN-008). A general key object would take twice the time. */
export function freshKey(): RawKey {
  const pair = createECDH('prime256v1');
  const point = pair.generateKeys();
  return written(pair.getPrivateKey(), point);
}

/** The key that follows from another one for a purpose: the same each time, and nothing about the other can be told from it. */
export function derivedKey(from: Buffer, purpose: string): RawKey {
  const pair = createECDH('prime256v1');
  for (let attempt = 0; ; attempt++) {
    const scalar = createHash('sha256').update(`${purpose}/${attempt}\0`).update(from).digest();
    // One in four thousand million digests is no scalar of the curve.
    if (!isScalar(scalar)) continue;
    pair.setPrivateKey(scalar);
    return written(scalar, pair.getPublicKey());
  }
}

const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

const isScalar = (scalar: Buffer): boolean => scalar.compare(ORDER) < 0 && scalar.some((octet) => octet !== 0);

/** Reads a key that {@link freshKey} or {@link derivedKey} wrote; undefined for any other. */
export function readKey(pkcs8: Buffer): RawKey | undefined {
  const isOurs = pkcs8.length === PKCS8_BYTES && pkcs8.subarray(0, BEFORE_SCALAR.length).equals(BEFORE_SCALAR);
  return isOurs ? { pkcs8, point: pkcs8.subarray(PKCS8_BYTES - POINT_BYTES) } : undefined;
}

function written(scalar: Buffer, point: Buffer): RawKey {
  // OpenSSL drops leading zeros, the form of RFC 5915 keeps them.
  const padded = Buffer.concat([Buffer.alloc(SCALAR_BYTES - scalar.length), scalar]);
  return { pkcs8: Buffer.concat([BEFORE_SCALAR, padded, BEFORE_POINT, point]), point };
}

/** The key's SubjectPublicKeyInfo. */
export const publicKeyInfo = ({ point }: RawKey): Buffer => Buffer.concat([SPKI_BEFORE_POINT, point]);
