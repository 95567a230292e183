import { type BareItem, type Parameters, serializeBareItem, serializeKey } from 'structured-headers';
import { HttpSignatureError } from './http-signature-error.ts';

/** What a signature says of itself (RFC 9421, 2.3); written in the order of the object's members. */
export interface SignatureParameters {
  /** Seconds since the epoch. */
  readonly created?: number;
  /** Seconds since the epoch. */
  readonly expires?: number;
  readonly nonce?: string;
  readonly alg?: string;
  readonly keyid?: string;
  readonly tag?: string;
  /** Any other. */
  readonly [extension: string]: ParameterValue | undefined;
}

export type ParameterValue = string | number | boolean;

const TYPES: ReadonlyMap<string, 'integer' | 'string'> = new Map([
  ['created', 'integer'],
  ['expires', 'integer'],
  ['nonce', 'string'],
  ['alg', 'string'],
  ['keyid', 'string'],
  ['tag', 'string'],
]);

const invalid = (name: string, why: string, cause?: unknown): HttpSignatureError =>
  new HttpSignatureError('PARAMETER_INVALID', `the parameter ${name} ${why}`, { cause });

/** @throws HttpSignatureError PARAMETER_INVALID where a registered parameter has another type than its own */
function check(name: string, value: BareItem): void {
  const type = TYPES.get(name);
  if (type === undefined || (type === 'string' ? typeof value === 'string' : Number.isInteger(value))) return;
  throw invalid(name, `has to be ${type === 'string' ? 'a string' : 'an integer'}`);
}

/**
 * The parameters as they follow the list of components.
 * @throws HttpSignatureError PARAMETER_INVALID
 */
export function writeParameters(parameters: SignatureParameters): string {
  let text = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    check(name, value);
    try {
      text += `;${serializeKey(name)}${value === true ? '' : `=${serializeBareItem(value)}`}`;
    } catch (cause) {
      throw invalid(name, `cannot be written: ${String(cause)}`, cause);
    }
  }
  return text;
}

/**
 * The parameters as received, in their order; extensions of types that JSON does not have are left out.
 * @throws HttpSignatureError PARAMETER_INVALID
 */
export function readParameters(received: Parameters): SignatureParameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, value] of received) {
    check(name, value);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') parameters[name] = value;
  }
  return parameters;
}
