import type { SyncFailureCode, SyncResult } from '../../git/sync-result.ts';
import type { Exchange, Outcome, WireFailureCode } from '../../protocol/exchange.ts';
import type { RetryAdvice } from '../connection/retry-advice.ts';
import { Setback } from '../connection/setback.ts';

/** Why there is no head to go by: what Git said, or what was found without asking it. */
export type RepositoryObstacle = SyncFailureCode | 'NO_REPOSITORY';

interface Meaning {
  /** The status, or the failure on the wire, that says the same of an HTTP exchange. */
  readonly like: number | WireFailureCode;
  /** It can be over soon. */
  readonly passing: boolean;
}

const MEANINGS: Readonly<Record<RepositoryObstacle, Meaning>> = {
  REFUSED: { like: 401, passing: false },
  REPOSITORY_NOT_FOUND: { like: 404, passing: false },
  BRANCH_GONE: { like: 404, passing: false },
  REDIRECTED: { like: 302, passing: false },
  TOO_LARGE: { like: 'BODY_TOO_LARGE', passing: false },
  UNREACHABLE: { like: 'CONNECTION_REFUSED', passing: true },
  TLS_FAILED: { like: 'TLS_FAILED', passing: true },
  TIMED_OUT: { like: 'TIMED_OUT', passing: true },
  ABORTED: { like: 'ABORTED', passing: true },
  MALFORMED: { like: 'MALFORMED_RESPONSE', passing: true },
  NO_REPOSITORY: { like: 404, passing: false },
};

/** The former state stays, and the next pass asks again. */
export function repositorySetback(code: RepositoryObstacle): Setback {
  const { passing } = MEANINGS[code];
  const advice: RetryAdvice = {
    retryable: passing,
    strategy: passing ? 'exponential' : 'none',
    waitMs: 0,
    condition: undefined,
  };
  return new Setback('read desired state', code, advice);
}

export interface RepositoryLook {
  readonly actor: string;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/**
 * One look at a repository as a record like those of HTTP, so that every contact of a device is seen. Git's own requests
 * are not: the method is `GIT`, the answer's text what Git said, and its body the head.
 */
export function repositoryExchange(result: SyncResult, { url, ...look }: RepositoryLook): Exchange {
  const { origin, pathname } = new URL(url);
  const request = { method: 'GIT', path: pathname, headers: [], body: null };
  return { ...look, origin, request, outcome: outcomeOf(result) };
}

function outcomeOf(result: SyncResult): Outcome {
  if (result.kind === 'synced') return answered(200, '', result.head);
  if (result.kind === 'empty') return answered(200, 'no commit yet', '');
  const { like } = MEANINGS[result.code];
  const { message } = result;
  return typeof like === 'number' ? answered(like, message, '') : { kind: 'failure', failure: { code: like, message } };
}

const answered = (status: number, statusText: string, body: string): Outcome => ({
  kind: 'response',
  response: { status, statusText, headers: [], body: Buffer.from(body) },
});
