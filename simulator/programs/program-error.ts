import { CodedError } from '../errors/coded-error.ts';

/** A program of others that is missing, too old or not what it should be; the message leads with the stable `code`. */
export class ProgramError extends CodedError {
  override readonly name = 'ProgramError';
}
