import { CodedError } from '../../simulator/errors/coded-error.ts';

/** Something that a person has to put right: a stable code, what was received and what to do. */
export class WaspectError extends CodedError {
  override readonly name: string = 'WaspectError';
}

/** The target file or the set-up around the target is wrong; nobody has been judged. */
export class ConfigurationError extends WaspectError {
  override readonly name = 'ConfigurationError';
}

/** The words of whatever was thrown; what another thread threw is no `Error` here, and may not even convert to text. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  try {
    return String(error);
  } catch {
    return 'something that has no words';
  }
}
