import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { algorithmsFor, type SignatureAlgorithm } from '../../http-signatures/algorithms.ts';
import { contentDigest } from '../../http-signatures/content-digest.ts';
import { createSigner } from '../../http-signatures/sign.ts';
import type { WireRequest } from '../exchange.ts';
import type { TlsCredential } from '../revision.ts';

export interface RequestSigning {
  readonly credential: TlsCredential;
  /** `https://host:port`: a signature covers the whole URI. */
  readonly origin: string;
  readonly keyId: string;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Signs requests as SIG-001 and SIG-002 ask for, at the time that they are sent.
 * @throws TypeError KEY_UNSUITABLE
 */
export function requestSigner({
  credential,
  origin,
  keyId,
  now,
}: RequestSigning): (request: WireRequest) => WireRequest {
  const key = createPrivateKey(credential.keyPem);
  const algorithm = algorithmOf(key);
  const plain = createSigner({ key, algorithm, components: ['@method', '@target-uri'] });
  const withBody = createSigner({ key, algorithm, components: ['@method', '@target-uri', 'content-digest'] });
  // An EC key says by its curve which algorithm it is for (RFC 9421, 3.3.4); an RSA key does not.
  const alg = key.asymmetricKeyType === 'ec' ? {} : { alg: algorithm };
  return (request) => {
    const { method, path, body } = request;
    const headers =
      body === null ? request.headers : [...request.headers, ['Content-Digest', contentDigest(body)] as const];
    const sign = body === null ? plain : withBody;
    const parameters = { created: Math.floor(now() / 1000), keyid: keyId, ...alg };
    const signature = sign({ method, targetUri: origin + path, headers }, parameters);
    return { ...request, headers: [...headers, ...signature] };
  };
}

/** One of those that every WFM supports (SIG-003). */
function algorithmOf(key: KeyObject): SignatureAlgorithm {
  const [algorithm] = algorithmsFor(key).filter((known) => SUPPORTED.includes(known));
  if (algorithm === undefined) {
    const received = `${key.asymmetricKeyType} ${key.asymmetricKeyDetails?.namedCurve ?? ''}`.trim();
    throw new TypeError(`KEY_UNSUITABLE: a key of type ${received}; give an RSA key, or one on P-256 or P-384`);
  }
  return algorithm;
}

const SUPPORTED: readonly SignatureAlgorithm[] = [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'rsa-pss-sha256',
  'rsa-v1_5-sha256',
];

/** What names the key before the WFM has given an id: the certificate's SHA-256 in lower-case hexadecimal. */
export const certificateThumbprint = ({ chainPem }: TlsCredential): string =>
  createHash('sha256').update(new X509Certificate(chainPem).raw).digest('hex');
