import type { Exchange, WireResponse } from '../../protocol/exchange.ts';
import { type RetryAdvice, retryAdvice } from './retry-advice.ts';

export type Operation =
  | 'refresh trust'
  | 'onboard'
  | 'report capabilities'
  | 'remove device'
  | 'read desired state'
  | 'fetch artifact'
  | 'report status';

/** An exchange that did not do what it was for: the peer could not be reached, or answered an error. */
export class Setback extends Error {
  override readonly name = 'Setback';
  readonly operation: Operation;
  /** `HTTP 503`, or the code of a failure on the wire. */
  readonly reason: string;
  readonly advice: RetryAdvice;

  constructor(operation: Operation, reason: string, advice: RetryAdvice) {
    super(`${operation}: ${reason}`);
    this.operation = operation;
    this.reason = reason;
    this.advice = advice;
  }
}

/** The response, if it has one of the statuses. @throws Setback */
export function expectStatus(
  operation: Operation,
  exchange: Exchange,
  statuses: readonly number[],
  now: number,
): WireResponse {
  const { outcome } = exchange;
  if (outcome.kind === 'response' && statuses.includes(outcome.response.status)) return outcome.response;
  const reason = outcome.kind === 'response' ? `HTTP ${outcome.response.status}` : outcome.failure.code;
  throw new Setback(operation, reason, retryAdvice(outcome, now));
}
