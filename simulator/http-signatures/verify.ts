import type { KeyObject } from 'node:crypto';
import { algorithmsFor, isSignedBy, type SignatureAlgorithm } from './algorithms.ts';
import { HttpSignatureError } from './http-signature-error.ts';
import type { ReceivedSignature } from './read-signatures.ts';
import { composeBase, coverComponents, type SignableRequest } from './signature-base.ts';

export type Verification =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /**
       * `unsuitable-key`: the algorithm is not for this key; `contradicted-algorithm`: the parameter `alg` names another one (RFC 9421,
       * 3.2); `base-impossible`: the message lacks what is covered, or covers what cannot be understood.
       */
      readonly reason: 'unsuitable-key' | 'contradicted-algorithm' | 'base-impossible' | 'wrong-signature';
      readonly detail: string;
    };

/**
 * Whether the signature is one of this key over the request; never throws for what a peer sent. Which components have to be covered and
 * how old a signature may be is for the caller to judge.
 */
export function verifySignature(
  request: SignableRequest,
  received: ReceivedSignature,
  key: KeyObject,
  algorithm: SignatureAlgorithm,
): Verification {
  if (!algorithmsFor(key).includes(algorithm)) {
    return { ok: false, reason: 'unsuitable-key', detail: `${algorithm} with ${key.asymmetricKeyType ?? 'a secret'}` };
  }
  const { alg } = received.parameters;
  if (alg !== undefined && alg !== algorithm) {
    return { ok: false, reason: 'contradicted-algorithm', detail: `alg is ${alg}, the key's is ${algorithm}` };
  }
  let base: string;
  try {
    base = composeBase(request, coverComponents(received.components), received.signatureParams);
  } catch (error) {
    if (!(error instanceof HttpSignatureError)) throw error;
    return { ok: false, reason: 'base-impossible', detail: error.message };
  }
  return isSignedBy(key, algorithm, Buffer.from(base, 'latin1'), received.signature)
    ? { ok: true }
    : { ok: false, reason: 'wrong-signature', detail: `${received.label} is no ${algorithm} signature of this key` };
}
