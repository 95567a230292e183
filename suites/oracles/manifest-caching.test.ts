import { describe, expect, it } from 'vitest';
import { cachedAsChanging, cachedBriefly, lifetimeOf } from './manifest-caching.ts';

const fields = (...values: string[]) => values.map((value) => ['cache-Control', value] as const);

describe('caching of a manifest', () => {
  it.each([
    [['private']],
    [['PRIVATE, no-cache']],
    [['no-store', 'Private']],
    [['max-age=60,private,must-revalidate']],
    [['private, max-age="0"']],
  ])('may be %j', (values) => {
    expect(cachedAsChanging(fields(...values), 'private')).toEqual({ ok: true });
  });

  it.each([
    [[]],
    [['no-cache']],
    [['public']],
    [['private, public']],
    [['private="set-cookie"']],
    [['private, immutable']],
    [['private', 'IMMUTABLE']],
    [['private, max-age=31536000']],
    [['private, max-age="99999999999"']],
    [['privately']],
  ])('may not be %j', (values) => {
    expect(cachedAsChanging(fields(...values), 'private').ok).toBe(false);
  });

  it('on a 304 need not be said, but not be long either', () => {
    expect(cachedBriefly([], 'private').ok).toBe(true);
    expect(cachedBriefly(fields('immutable'), 'private').ok).toBe(false);
    expect(cachedBriefly(fields('public'), 'private').ok).toBe(false);
    expect(lifetimeOf(fields('private, max-age=60', 'max-age=90'))).toBe(90);
  });

  it('leaves the visibility open where artifacts may be public', () => {
    expect(cachedAsChanging(fields('public, max-age=60'), 'public').ok).toBe(true);
    expect(cachedAsChanging([], 'public').ok).toBe(true);
    expect(cachedAsChanging(fields('public, immutable'), 'public').ok).toBe(false);
    expect(cachedAsChanging(fields('max-age=31536000'), 'public').ok).toBe(false);
  });
});
