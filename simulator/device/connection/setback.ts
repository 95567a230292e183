import type { Exchange, Outcome, WireResponse } from '../../protocol/exchange.ts';
import { isJsonObject, parseJsonBytes } from '../../protocol/json.ts';
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
  /** The WFM does not know who asks: what it has handed out counts no longer. */
  readonly clientUnknown: boolean;

  constructor(operation: Operation, reason: string, advice: RetryAdvice, clientUnknown = false) {
    super(`${operation}: ${reason}`);
    this.operation = operation;
    this.reason = reason;
    this.advice = advice;
    this.clientUnknown = clientUnknown;
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
  const advice = retryAdvice(outcome, now);
  if (!isClientUnknown(outcome)) throw new Setback(operation, reason, advice);
  throw new Setback(operation, reason, { ...advice, condition: 'not-authorized' }, true);
}

/** A 401, or what a token endpoint may say with a 400 instead (RFC 6749, 5.2). */
function isClientUnknown(outcome: Outcome): boolean {
  if (outcome.kind === 'failure') return false;
  const { status, body } = outcome.response;
  return status === 401 || (status === 400 && errorIn(body) === 'invalid_client');
}

function errorIn(body: Uint8Array): unknown {
  try {
    const document = parseJsonBytes(body);
    return isJsonObject(document) ? document['error'] : undefined;
  } catch {
    return undefined;
  }
}
