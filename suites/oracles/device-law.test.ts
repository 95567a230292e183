import { describe, expect, it } from 'vitest';
import { lawfulAnswer, mergedStanding, standingAfter } from './device-law.ts';
import { familyAnswer, gatewayOf, hasFamily } from './gateway-law.ts';

describe('lawfulAnswer', () => {
  it('follows a device through its life', () => {
    const answers = (['report', 'report', 'remove', 'remove', 'report'] as const).reduce(
      ({ statuses, standing }, request) => ({
        statuses: [...statuses, lawfulAnswer(request, standing).due],
        standing: standingAfter(request, standing),
      }),
      { statuses: [] as readonly string[], standing: 'never' as ReturnType<typeof standingAfter> },
    );
    expect(answers).toEqual({
      statuses: ['created', 'updated', 'removed', 'unknown', 'created'],
      standing: 'reported',
    });
  });

  it('rests on a position only where the text is silent', () => {
    expect(lawfulAnswer('remove', 'never')).toEqual({ due: 'unknown', requirement: 'CAP-007' });
    expect(lawfulAnswer('remove', 'removed')).toEqual({ due: 'unknown', requirement: 'CAP-007', position: 'G-15' });
  });

  it('leaves a device unknown that was removed before it was ever reported', () => {
    expect(standingAfter('remove', 'never')).toBe('never');
  });
});

describe('mergedStanding', () => {
  it('is what a WFM that knows no clients would hold', () => {
    expect(mergedStanding('never', 'reported')).toBe('reported');
    expect(mergedStanding('removed', 'never')).toBe('removed');
    expect(mergedStanding('never', 'never')).toBe('never');
  });
});

describe('familyAnswer', () => {
  const known = new Map([['gw', 'reported'] as const, ['gone', 'removed'] as const]);

  it('asks for the gateway at the top', () => {
    expect(familyAnswer('report', 'other/a', known)).toEqual({ due: 'unknown', requirement: 'GWY-004' });
    expect(familyAnswer('report', 'gone/a', known)).toEqual({ due: 'unknown', requirement: 'GWY-004' });
    expect(familyAnswer('report', 'gw/a', known)).toEqual({ due: 'created', requirement: 'CAP-006' });
  });

  it('rests on G-13 where a device in between was not reported', () => {
    expect(familyAnswer('report', 'gw/a/b', known)).toEqual({
      due: 'created',
      requirement: 'CAP-006',
      position: 'G-13',
    });
    const complete = new Map([...known, ['gw/a', 'reported'] as const]);
    expect(familyAnswer('report', 'gw/a/b', complete)).toEqual({ due: 'created', requirement: 'CAP-006' });
  });

  it('does not ask for a gateway to remove a child', () => {
    expect(familyAnswer('remove', 'other/a', known)).toEqual({ due: 'unknown', requirement: 'CAP-007' });
  });
});

describe('hasFamily', () => {
  it('takes no id that only begins alike for a child', () => {
    const known = new Map([['gw2/a', 'reported'] as const, ['gw/b', 'removed'] as const]);
    expect(hasFamily('gw', known)).toBe(false);
    expect(hasFamily('gw2', known)).toBe(true);
    expect([gatewayOf('gw2/a/b'), gatewayOf('gw2')]).toEqual(['gw2', undefined]);
  });
});
