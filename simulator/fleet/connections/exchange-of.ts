import type { Exchange, Outcome, WireRequest } from '../../protocol/exchange.ts';
import { requestFrom } from './request/request-bytes.ts';

interface Sent {
  readonly origin: string;
  readonly actor: string;
  readonly bytes: Buffer;
  readonly request: WireRequest | null;
}

interface Came {
  readonly outcome: Outcome;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** The request of a poll is read back from its bytes when somebody looks at it, which for most nobody does. */
export function exchangeOf(
  { origin, actor, bytes, request }: Sent,
  { outcome, startedAt, durationMs }: Came,
): Exchange {
  let known = request;
  return {
    actor,
    origin,
    get request() {
      known ??= requestFrom(bytes);
      return known;
    },
    startedAt: Math.round(startedAt),
    durationMs,
    outcome,
  };
}
