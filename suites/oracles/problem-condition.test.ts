import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { PROBLEM_NAMESPACE, problemType } from '../../simulator/protocol/problem-types.ts';
import { listsFieldErrors, problemNames } from './problem-condition.ts';
import { accepts, statusIs } from './status-code.ts';

const response = (status: number, document: object): WireResponse => ({
  status,
  statusText: '',
  headers: [['Content-Type', 'application/problem+json']],
  body: jsonBytes(document),
});

describe('problemNames', () => {
  it('accepts both spellings of the namespace, and a document without a type', () => {
    for (const type of [problemType('device-not-found'), `${PROBLEM_NAMESPACE}/#device-not-found`, undefined])
      expect(problemNames(response(404, { type }), 'device-not-found')).toEqual({ ok: true });
  });

  it('refuses another condition and about:blank', () => {
    for (const type of [problemType('gateway-not-found'), 'about:blank', 404])
      expect(problemNames(response(404, { type }), 'device-not-found').ok).toBe(false);
  });
});

describe('listsFieldErrors', () => {
  it('wants a field and a message in each entry', () => {
    expect(listsFieldErrors(response(422, { errors: [{ field: 'a', message: 'b', more: 1 }] }))).toEqual({ ok: true });
    for (const errors of [undefined, [], {}, [{ field: 'a' }], [{ field: 'a', message: 'b' }, 'c']])
      expect(listsFieldErrors(response(422, { errors })).ok).toBe(false);
  });
});

describe('statusIs', () => {
  it('names what is allowed, and what came with the beginning of its body', () => {
    expect(statusIs(response(404, {}), 200, 404)).toEqual({ ok: true });
    expect(statusIs(response(500, { a: 1 }), 400, 422)).toEqual({
      ok: false,
      expected: 'status 400 or 422',
      received: 'status 500: {"a":1}',
    });
  });
});

describe('accepts', () => {
  it('is about success alone', () => {
    expect([200, 204, 301, 422].map((status) => accepts(response(status, {})).ok)).toEqual([true, true, false, false]);
  });
});
