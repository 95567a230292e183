import { CodedError } from '../errors/coded-error.ts';

export type GitErrorCode =
  /** There is no git, or not the part of it that is needed. */
  | 'GIT_UNAVAILABLE'
  /** A command on a repository of our own went wrong. */
  | 'GIT_FAILED';

/** Git is missing or did not do what it was asked; the message leads with the stable `code`. */
export class GitError extends CodedError<GitErrorCode> {
  override readonly name = 'GitError';
}
