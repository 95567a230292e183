import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../protocol/exchange.ts';
import { problemType } from '../../protocol/problem-types.ts';
import { seededRandom } from '../time/random.ts';
import { DEFAULT_BACKOFF, retryDelay } from './backoff.ts';
import { retryAdvice, retryAfterMs } from './retry-advice.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');

const answered = (status: number, document?: object, headers: readonly [string, string][] = []): Outcome => ({
  kind: 'response',
  response: {
    status,
    statusText: '',
    headers: [...headers, ['Content-Type', 'application/problem+json; charset=utf-8']],
    body: Buffer.from(document ? JSON.stringify(document) : 'oops'),
  },
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Fri, 01 May 2026 12:00:30 GMT', 30_000],
    ['Fri, 01 May 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5x', undefined],
    [undefined, undefined],
  ])('%s', (value, expected) => {
    expect(retryAfterMs(value, NOW)).toBe(expected);
  });
});

describe('the advice of an answer', () => {
  it.each<[string, Outcome, object]>([
    ['503 without a document', answered(503), { retryable: true, strategy: 'exponential', waitMs: 0 }],
    ['422 without a document', answered(422), { retryable: false, strategy: 'none', condition: 'semantic-error' }],
    ['a header before a member', answered(429, { retryAfterSeconds: 1 }, [['Retry-After', '60']]), { waitMs: 60_000 }],
    ['a member without a header', answered(429, { retryAfterSeconds: 5 }), { waitMs: 5_000 }],
    [
      'retryable says more than the status',
      answered(404, { retryable: true, backoffStrategy: 'fixed' }),
      { retryable: true, strategy: 'fixed' },
    ],
    [
      'a type says more than the status',
      answered(403, { type: problemType('semantic-error') }),
      { condition: 'semantic-error' },
    ],
    [
      'a type in the other spelling',
      answered(404, { type: problemType('invalid-bundle').replace('#', '/#') }),
      { condition: 'invalid-bundle' },
    ],
    ['an unknown type', answered(403, { type: 'https://vendor.example/x' }), { condition: 'not-authorized' }],
    ['a status of several conditions', answered(404, { type: 'about:blank' }), { condition: undefined }],
    [
      'members of the wrong kind',
      answered(500, { retryable: 'no', backoffStrategy: 7, retryAfterSeconds: '9' }),
      { retryable: true, strategy: 'exponential', waitMs: 0 },
    ],
    [
      'no answer',
      { kind: 'failure', failure: { code: 'TIMED_OUT', message: '' } },
      { retryable: true, strategy: 'exponential' },
    ],
  ])('%s', (_name, outcome, expected) => {
    expect(retryAdvice(outcome, NOW)).toMatchObject(expected);
  });
});

describe('the delay before a retry', () => {
  it('is never shorter than asked for, and never longer than the ceiling on top of it', async () => {
    await assert(
      property(
        integer({ min: 0, max: 10 ** 9 }),
        integer({ min: 1, max: 1000 }),
        integer(),
        (waitMs, failures, seed) => {
          const advice = { retryable: true, strategy: 'exponential', waitMs, condition: undefined } as const;
          const delay = retryDelay(advice, failures, seededRandom(seed), DEFAULT_BACKOFF) ?? Number.NaN;
          expect(delay).toBeGreaterThanOrEqual(waitMs);
          expect(delay).toBeLessThanOrEqual(waitMs + DEFAULT_BACKOFF.maxMs);
        },
      ),
      { seed: 9 },
    );
  });

  it('does not grow where the peer says that it is fixed, and does not exist where a retry is pointless', () => {
    const advice = { retryable: true, strategy: 'fixed', waitMs: 0, condition: undefined } as const;
    expect(retryDelay(advice, 20, seededRandom(1), DEFAULT_BACKOFF)).toBeLessThanOrEqual(DEFAULT_BACKOFF.baseMs);
    expect(retryDelay({ ...advice, retryable: false }, 1, seededRandom(1), DEFAULT_BACKOFF)).toBeUndefined();
  });
});
