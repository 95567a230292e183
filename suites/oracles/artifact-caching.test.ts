import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cachedForGood } from './artifact-caching.ts';

describe('the caching of an artifact', () => {
  it('is named by three directives in any order, case, spacing and number of fields', () => {
    const ordered = fc.shuffledSubarray(['private', 'max-age=31536000', 'immutable'], { minLength: 3 });
    fc.assert(
      fc.property(ordered, fc.boolean(), fc.boolean(), fc.constantFrom(',', ', ', ' ,\t'), (list, upper, lines, by) => {
        const written = list.map((directive) => (upper ? directive.toUpperCase() : directive));
        const values = lines ? written : [written.join(by)];
        expect(
          cachedForGood(
            values.map((value) => ['CACHE-control', value]),
            'private',
          ).ok,
        ).toBe(true);
      }),
    );
  });

  it.each(['private, max-age="31536000", immutable', 'immutable, max-age=31536000, private, no-transform'])(
    'can be %s',
    (value) => {
      expect(cachedForGood([['cache-control', value]], 'private').ok).toBe(true);
    },
  );

  it.each([
    '',
    'private',
    'public, max-age=31536000, immutable',
    'private, public, max-age=31536000, immutable',
    'private, max-age=31536000',
    'private, immutable',
    'private, max-age=3600, immutable',
    'private, max-age=31536000, max-age=60, immutable',
    'private, max-age=31536000s, immutable',
    'private, max-age, immutable',
    'private="set-cookie", max-age=31536000, immutable',
    'private, max-age=31536000, immutable, no-store',
    'private, max-age=31536000, immutable, no-cache',
    'not-private, max-age=31536000, immutable',
    'private, s-maxage=31536000, immutable',
  ])('cannot be %j', (value) => {
    expect(cachedForGood([['cache-control', value]], 'private')).toMatchObject({ ok: false });
  });

  it('cannot be missing', () => {
    expect(cachedForGood([['etag', '"x"']], 'private').ok).toBe(false);
  });

  it('may be public where the revision has it so, and private all the same, but not both or neither', () => {
    const holds = (value: string): boolean => cachedForGood([['cache-control', value]], 'public').ok;
    expect(holds('public, max-age=31536000, immutable')).toBe(true);
    expect(holds('private, max-age=31536000, immutable')).toBe(true);
    expect(holds('public, private, max-age=31536000, immutable')).toBe(false);
    expect(holds('max-age=31536000, immutable')).toBe(false);
    expect(holds('public, max-age=31536000')).toBe(false);
  });
});
