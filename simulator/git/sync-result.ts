import type { ProgramResult } from '../programs/run-program.ts';
import { complaint } from './run-git.ts';

/** What a look at a remote repository came to. */
export type SyncResult = Synced | EmptyRepository | SyncFailure;

export interface Synced {
  readonly kind: 'synced';
  /** Id of the commit at the tip of the remote's default branch. */
  readonly head: string;
  /** Its name, where the remote tells: `main`. */
  readonly branch: string | undefined;
  /** The head before; undefined at the first time. */
  readonly previous: string | undefined;
  /** Whether the head is another than before. */
  readonly changed: boolean;
  /** Whether the head before is no ancestor of this one: the history was replaced. */
  readonly rewritten: boolean;
}

/** The repository answers and has had no default branch yet, as long as this client knows it. */
export interface EmptyRepository {
  readonly kind: 'empty';
}

export interface SyncFailure {
  readonly kind: 'failed';
  readonly code: SyncFailureCode;
  /** In a line, what git said; without secrets. */
  readonly message: string;
}

export type SyncFailureCode =
  /** 401 or 403. */
  | 'REFUSED'
  | 'REPOSITORY_NOT_FOUND'
  /** The default branch was there before. */
  | 'BRANCH_GONE'
  | 'UNREACHABLE'
  | 'TLS_FAILED'
  /** Sent to another place, which no client follows. */
  | 'REDIRECTED'
  | 'TOO_LARGE'
  | 'TIMED_OUT'
  | 'ABORTED'
  /** Anything else, answers that are no Git among it. */
  | 'MALFORMED';

/** In the order in which they are looked for; git has no exit status or code that tells them apart. */
const SAID: readonly (readonly [RegExp, SyncFailureCode])[] = [
  [/Authentication failed|could not read (Username|Password)|returned error: 40[13]\b/i, 'REFUSED'],
  [/returned error: 3\d\d|unable to update url base from redirection/i, 'REDIRECTED'],
  [/SSL|TLS|certificate/i, 'TLS_FAILED'],
  [
    /Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset|timed out)|unreachable/i,
    'UNREACHABLE',
  ],
  [/Operation too slow|timed out/i, 'TIMED_OUT'],
  [/not found|returned error: 404/i, 'REPOSITORY_NOT_FOUND'],
];

export const failed = (code: SyncFailureCode, message: string): SyncFailure => ({ kind: 'failed', code, message });

/** What git's complaint means. The token is not in it unless the remote repeats it. */
export function failureOf(result: ProgramResult, token: string): SyncFailure {
  const message = complaint(result).replaceAll(token === '' ? '\0' : token, '<token>');
  if (result.kind === 'timeout') return failed('TIMED_OUT', message);
  if (result.kind === 'aborted') return failed('ABORTED', message);
  const said = result.kind === 'exited' ? result.stderr : '';
  return failed(SAID.find(([pattern]) => pattern.test(said))?.[1] ?? 'MALFORMED', message);
}

export const succeeded = (result: ProgramResult): result is Extract<ProgramResult, { kind: 'exited' }> =>
  result.kind === 'exited' && result.code === 0;
