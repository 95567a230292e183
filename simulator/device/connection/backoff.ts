import type { Random } from '../time/random.ts';
import type { RetryAdvice } from './retry-advice.ts';

export interface BackoffOptions {
  /** Of the first retry, in milliseconds. */
  readonly baseMs: number;
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = { baseMs: 1_000, maxMs: 300_000 };

/**
 * Milliseconds until the next attempt after `failures` failures in a row; undefined where the peer says that a retry is
 * pointless. Never earlier than the peer asks for (RTY-004); the jitter keeps a fleet from coming back as one.
 */
export function retryDelay(
  advice: RetryAdvice,
  failures: number,
  random: Random,
  { baseMs, maxMs }: BackoffOptions,
): number | undefined {
  if (!advice.retryable) return undefined;
  const growth = advice.strategy === 'exponential' ? 2 ** Math.min(failures - 1, 30) : 1;
  const ceiling = Math.min(maxMs, baseMs * growth);
  const jittered = ceiling / 2 + (ceiling / 2) * random.next();
  return advice.waitMs + jittered;
}
