import { describe, expect, it } from 'vitest';
import { cacheDirectives } from './cache-control.ts';

describe('cache directives', () => {
  it('are read from several fields, without case, quoted or not', () => {
    expect(
      cacheDirectives([
        ['cache-control', 'Private , MAX-AGE="60"'],
        ['Cache-Control', 'immutable,no-cache="a, b"'],
      ]),
    ).toEqual([
      { name: 'private', argument: undefined },
      { name: 'max-age', argument: '60' },
      { name: 'immutable', argument: undefined },
      { name: 'no-cache', argument: 'a, b' },
    ]);
  });

  it('are none where there is no field', () => {
    expect(cacheDirectives([['etag', '"x"']])).toEqual([]);
  });
});
