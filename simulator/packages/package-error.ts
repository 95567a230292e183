import { CodedError } from '../errors/coded-error.ts';

/** Something that cannot be packed, signed or published; the message leads with the stable `code`. */
export class PackageError extends CodedError {
  override readonly name = 'PackageError';
}
