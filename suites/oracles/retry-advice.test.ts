import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList, WireResponse } from '../../simulator/protocol/exchange.ts';
import { advisesToWait, doesNotInviteRepetition, forbidsRepetition, isTransient } from './retry-advice.ts';

const answer = (status: number, document: object, headers: HeaderList = []): WireResponse => ({
  status,
  statusText: '',
  headers,
  body: Buffer.from(JSON.stringify(document)),
});

const FINAL = { retryable: false, backoffStrategy: 'none' };
const WAIT = { retryable: true, backoffStrategy: 'exponential' };

describe('a final error', () => {
  it('says so, and what it leaves out it does not contradict', () => {
    expect(forbidsRepetition(answer(404, FINAL)).ok).toBe(true);
    for (const document of [{}, { retryable: false }, { backoffStrategy: 'none' }]) {
      expect(doesNotInviteRepetition(answer(404, document)).ok).toBe(true);
      expect(forbidsRepetition(answer(404, document)).ok).toBe(false);
    }
  });

  it.each([{ retryable: true }, { backoffStrategy: 'fixed' }, { ...FINAL, retryable: 'false' }, WAIT])(
    'does not say %o',
    (document) => {
      expect(doesNotInviteRepetition(answer(404, document)).ok).toBe(false);
    },
  );
});

describe('a transient error', () => {
  it('is one of three', () => {
    expect([400, 403, 404, 429, 500, 501, 503].filter((status) => isTransient(answer(status, {})))).toEqual([
      429, 500, 503,
    ]);
  });

  it.each(['0', '120', 'Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'says when to come back: %s',
    (value) => {
      expect(advisesToWait(answer(503, WAIT, [['RETRY-AFTER', value]])).ok).toBe(true);
    },
  );

  it('says it in one of the forms of HTTP', () => {
    const form = fc.constantFrom(
      '',
      '-1',
      '1.5',
      '1s',
      'soon',
      '2026-01-01T00:00:00Z',
      'Foo, 99 Bar 1994 99:99:99 GMT',
    );
    fc.assert(
      fc.property(form, (value) => {
        expect(advisesToWait(answer(429, WAIT, [['Retry-After', value]])).ok).toBe(false);
      }),
    );
    expect(advisesToWait(answer(429, WAIT)).ok).toBe(false);
  });

  it.each([{}, FINAL, { ...WAIT, retryable: undefined }, { ...WAIT, backoffStrategy: 'fixed' }])(
    'does not say %o',
    (document) => {
      expect(advisesToWait(answer(429, document, [['Retry-After', '1']])).ok).toBe(false);
    },
  );
});
