import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinct, urlSafe } from './client-id.ts';

describe('a client id', () => {
  it('is URL-safe where no URL would write it otherwise', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (id) => {
        const untouched = !['.', '..'].includes(id) && encodeURIComponent(id) === id && !/[!'()*]/.test(id);
        expect(urlSafe(id).ok).toBe(untouched);
      }),
    );
  });

  it.each(['9f1c-2b_3.4~5', '0'])('can be %s', (id) => {
    expect(urlSafe(id).ok).toBe(true);
  });

  it.each(['', '.', '..', 'a/b', 'a b', 'a+b', 'a=', 'ä', 'a%20'])('cannot be %j', (id) => {
    expect(urlSafe(id).ok).toBe(false);
  });

  it('names one client alone', () => {
    expect(distinct(['a', 'b', 'A']).ok).toBe(true);
    expect(distinct([]).ok).toBe(true);
    expect(distinct(['a', 'b', 'a'])).toMatchObject({ ok: false, received: 'a for several' });
  });
});
