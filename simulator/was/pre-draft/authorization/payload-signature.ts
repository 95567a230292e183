import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type ApiRequest, header } from '../../http/api-request.ts';
import type { Enrolment } from '../enrolments.ts';
import { PAYLOAD_SIGNATURE } from '../words.ts';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * What is wrong with the signature of a payload (ONB-004). The header is base64 of `<public key>;<signature>`; here the
 * key is its SubjectPublicKeyInfo in DER and both parts are base64 again. What the text calls encrypting the SHA-256 with
 * the private key is a signature over the body with SHA-256.
 */
export function signatureFault(request: ApiRequest, enrolment: Enrolment): string | undefined {
  const value = header(request, PAYLOAD_SIGNATURE);
  if (value === undefined) return 'there is no X-Payload-Signature';
  const parts = Buffer.from(value, 'base64').toString('latin1').split(';');
  const [key = '', signature = ''] = parts.map(withoutArmour);
  if (!BASE64.test(value) || parts.length !== 2 || !BASE64.test(key) || !BASE64.test(signature))
    return 'X-Payload-Signature is no base64 of a public key, a semicolon and a signature';
  if (!Buffer.from(key, 'base64').equals(Buffer.from(enrolment.publicKey, 'base64')))
    return 'the payload is not signed with the key of the certificate that this client was taken in with';
  return verifies(enrolment.publicKey, request.body, Buffer.from(signature, 'base64'))
    ? undefined
    : 'the signature is not that of this payload';
}

/** A key that was written as PEM. */
const withoutArmour = (part: string): string => part.replaceAll(/-----[A-Z ]+-----|\s/g, '');

export function verifies(publicKey: string, body: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return WAYS.some((way) => way(key, body, signature));
}

type Way = (key: KeyObject, body: Uint8Array, signature: Uint8Array) => boolean;

const attempt =
  (way: Way): Way =>
  (key, body, signature) => {
    try {
      return way(key, body, signature);
    } catch {
      return false;
    }
  };

const signed: Way = (key, body, signature) => verify('sha256', body, key, signature);
const signedWithPss: Way = (key, body, signature) =>
  key.asymmetricKeyType === 'rsa' &&
  verify('sha256', body, { key, padding: constants.RSA_PKCS1_PSS_PADDING }, signature);
const signedAsPair: Way = (key, body, signature) =>
  key.asymmetricKeyType === 'ec' && verify('sha256', body, { key, dsaEncoding: 'ieee-p1363' }, signature);

/** The text names neither padding nor encoding: PKCS#1 v1.5 and PSS for RSA, DER and the raw pair for elliptic curves. */
const WAYS: readonly Way[] = [signed, signedWithPss, signedAsPair].map(attempt);
