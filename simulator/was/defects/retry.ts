import type { Answer } from '../http/answer.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';
import { resourceOf, withHeader, withJson, without } from './exchanges.ts';
import { rewriting } from './problem-changes.ts';

const statusError = { status: [400, 403, 404, 405, 406, 413, 422] } as const;

/** More requests of one client than this within the time are refused, to show what the refusal looks like. */
const BURST = 24;

const BURST_MS = 250;

const limitingBursts = (refusal: (answer: Answer) => Answer, status: 429 | 503): Fault =>
  replacing((behaviour) => {
    const recent = new Map<string, number[]>();
    return {
      exchange: async (request, next) => {
        const now = Date.now();
        const times = (recent.get(request.peer.key) ?? []).filter((time) => now - time < BURST_MS);
        recent.set(request.peer.key, [...times, now]);
        if (times.length < BURST) return behaviour.exchange(request, next);
        return refusal(behaviour.problem({ reason: status, detail: 'Too many requests at once' }));
      },
    };
  });

const failingOn = (bad: (body: string) => boolean, refusal: (answer: Answer) => Answer): Fault =>
  replacing((behaviour) => ({
    exchange: async (request, next) =>
      resourceOf(request) === 'capabilities' && bad(request.body.toString())
        ? refusal(behaviour.problem({ reason: 500, detail: 'The request could not be processed' }))
        : behaviour.exchange(request, next),
  }));

const deeplyNested = (body: string): boolean =>
  body.includes('[[[[[[[[[[') || body.includes('{"a":{"a":{"a":{"a":{"a":');

const asIs = (answer: Answer): Answer => answer;

export const RETRY_DEFECTS: readonly Defect[] = [
  defect(
    'errors-retryable',
    ['RTY-003'],
    'errors that stay are called retryable',
    rewriting(statusError, (document) => ({ ...document, retryable: true })),
  ),
  defect(
    'not-found-retryable',
    ['RTY-003'],
    '404 is called retryable',
    rewriting({ status: 404 }, (document) => ({ ...document, retryable: true })),
  ),
  defect(
    'errors-with-backoff',
    ['RTY-003'],
    'errors that stay ask for exponential backoff',
    rewriting(statusError, (document) => ({ ...document, backoffStrategy: 'exponential' })),
  ),
  defect(
    'retry-members-missing',
    ['RTY-003'],
    'errors do not say whether a retry helps',
    rewriting(statusError, without('retryable', 'backoffStrategy')),
  ),
  defect(
    'semantic-error-retryable',
    ['RTY-003'],
    '422 is called retryable',
    rewriting({ status: 422 }, (document) => ({ ...document, retryable: true, backoffStrategy: 'fixed' })),
  ),
  defect(
    'backoff-strategy-invented',
    ['RTY-003', 'ERR-003'],
    'the backoff strategy is no value of the enumeration',
    rewriting(statusError, (document) => ({ ...document, backoffStrategy: 'never' })),
  ),
  defect(
    'rate-limit-without-retry-after',
    ['RTY-001'],
    'bursts are refused with 429 without Retry-After',
    limitingBursts(withHeader('Retry-After', undefined), 429),
  ),
  defect(
    'rate-limit-not-retryable',
    ['RTY-001'],
    'bursts are refused with 429 that is not retryable',
    limitingBursts(
      withJson((document) => ({ ...document, retryable: false, backoffStrategy: 'none' })),
      429,
    ),
  ),
  defect(
    'rate-limit-with-fixed-backoff',
    ['RTY-001'],
    'bursts are refused with 429 and fixed backoff',
    limitingBursts(
      withJson((document) => ({ ...document, backoffStrategy: 'fixed' })),
      429,
    ),
  ),
  defect(
    'overload-without-retry-after',
    ['RTY-001'],
    'bursts are refused with 503 without Retry-After',
    limitingBursts(withHeader('Retry-After', undefined), 503),
  ),
  defect(
    'overload-not-retryable',
    ['RTY-001'],
    'bursts are refused with 503 that is not retryable',
    limitingBursts(
      withJson((document) => ({ ...document, retryable: false })),
      503,
    ),
  ),
  defect(
    'internal-error-not-retryable',
    ['RTY-002', 'CAP-006'],
    'deeply nested bodies get a 500 that is not retryable',
    failingOn(
      deeplyNested,
      withJson((document) => ({ ...document, retryable: false, backoffStrategy: 'none' })),
    ),
  ),
  defect(
    'internal-error-without-retry-after',
    ['RTY-002', 'CAP-006'],
    'deeply nested bodies get a 500 without Retry-After',
    failingOn(deeplyNested, withHeader('Retry-After', undefined)),
  ),
  defect(
    'empty-body-is-500',
    ['CAP-006', 'STA-003'],
    'an empty body gets 500',
    failingOn((body) => body === '', asIs),
  ),
];
