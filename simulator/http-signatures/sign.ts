import type { KeyObject } from 'node:crypto';
import { serializeKey } from 'structured-headers';
import type { HeaderList } from '../protocol/exchange.ts';
import { type SignatureAlgorithm, signingWith } from './algorithms.ts';
import { type ComponentName, componentOf } from './component.ts';
import { HttpSignatureError } from './http-signature-error.ts';
import { composeBase, coverComponents, type SignableRequest } from './signature-base.ts';
import { type SignatureParameters, writeParameters } from './signature-parameters.ts';

export interface SignerOptions {
  /** A private key that suits the algorithm. */
  readonly key: KeyObject;
  readonly algorithm: SignatureAlgorithm;
  /** What is covered, in this order. */
  readonly components: readonly ComponentName[];
  /** Name of the signature in the message; default `sig1`. */
  readonly label?: string;
}

/**
 * The fields `Signature-Input` and `Signature` for a request.
 * @throws HttpSignatureError where the request lacks what is covered, or a parameter cannot be written
 */
export type Signer = (request: SignableRequest, parameters: SignatureParameters) => HeaderList;

function checkedLabel(label: string): string {
  try {
    return serializeKey(label);
  } catch (cause) {
    const detail = `${JSON.stringify(label)}; use lower-case letters, digits, _, -, . and *, a letter or * first`;
    throw new HttpSignatureError('LABEL_INVALID', detail, { cause });
  }
}

/**
 * Prepares what is the same for many requests.
 * @throws HttpSignatureError ALGORITHM_UNSUITABLE, LABEL_INVALID, COMPONENT_…
 */
export function createSigner({ key, algorithm, components, label = 'sig1' }: SignerOptions): Signer {
  const signBytes = signingWith(key, algorithm);
  const covered = coverComponents(components.map(componentOf));
  const name = checkedLabel(label);
  return (request, parameters) => {
    const signatureParams = covered.list + writeParameters(parameters);
    const signature = signBytes(Buffer.from(composeBase(request, covered, signatureParams), 'latin1'));
    return [
      ['Signature-Input', `${name}=${signatureParams}`],
      ['Signature', `${name}=:${signature.toString('base64')}:`],
    ];
  };
}

/** Signs one request; see `createSigner` for many. */
export function signRequest(
  request: SignableRequest,
  { parameters, ...options }: SignerOptions & { readonly parameters: SignatureParameters },
): HeaderList {
  return createSigner(options)(request, parameters);
}
