import { CodedError } from '../errors/coded-error.ts';

/** A failure about keys, certificates or SPIFFE IDs; the message leads with the stable `code`. */
export class PkiError extends CodedError {
  override readonly name = 'PkiError';
}
