import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listsExactly } from './desired-set.ts';

describe('the listed deployments', () => {
  it('are the assigned ones, in any order and any letters', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid()), (ids) => {
        expect(
          listsExactly(
            ids.toReversed().map((id) => id.toUpperCase()),
            ids,
          ),
        ).toEqual({ ok: true });
      }),
    );
  });

  it('neither lack one nor have one besides', () => {
    expect(listsExactly(['a'], ['a', 'b'])).toMatchObject({ ok: false, received: 'without b' });
    expect(listsExactly(['a', 'c'], ['a'])).toMatchObject({ ok: false, received: 'with c besides' });
    expect(listsExactly(['c'], ['b'])).toMatchObject({ ok: false, received: 'without b; with c besides' });
  });
});
