import { setTimeout as pause } from 'node:timers/promises';
import { OciError, type OciErrorCode } from '../../oci/oci-error.ts';

/** What may be different in a moment. */
const TRANSIENT: ReadonlySet<OciErrorCode> = new Set(['REGISTRY_UNREACHABLE', 'REGISTRY_UNAVAILABLE']);

/** What another registry with the same content may do better; who waited once for nothing does not wait there again. */
const ELSEWHERE: ReadonlySet<OciErrorCode> = new Set([...TRANSIENT, 'REGISTRY_TIMEOUT', 'ARTIFACT_NOT_FOUND']);

export const isWorthAnotherRoute = (cause: unknown): boolean => cause instanceof OciError && ELSEWHERE.has(cause.code);

export interface Patience {
  readonly attempts: number;
  readonly pauseMs: number;
}

/** Tries again what failed for a reason that passes; the last failure counts. */
export async function withRetries<T>(
  { attempts, pauseMs }: Patience,
  signal: AbortSignal,
  act: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (cause) {
      if (attempt >= attempts || !(cause instanceof OciError) || !TRANSIENT.has(cause.code)) throw cause;
    }
    await pause(pauseMs * 2 ** (attempt - 1), undefined, { signal });
  }
}
