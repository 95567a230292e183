import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeReception, isRefusal, isServed, notServed, refused, served } from './reception.ts';

const answered = (status: number) => ({ kind: 'answered', status }) as const;
const TURNED_AWAY = { kind: 'turned-away', how: 'alert 42' } as const;
const SILENT = { kind: 'undecided', how: 'no answer' } as const;

describe('reception of a caller', () => {
  it('is service in the 2xx range and with 304, refusal in the 4xx range, neither otherwise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), (status) => {
        const century = Math.floor(status / 100);
        expect(isServed(answered(status))).toBe(century === 2 || status === 304);
        expect(isRefusal(answered(status))).toBe(century === 4);
        expect(served(answered(status), 'it').ok).toBe(status === 200);
      }),
    );
  });

  it('takes a closed connection for a refusal, and silence for nothing', () => {
    expect([TURNED_AWAY, SILENT].map((reception) => refused(reception, 'it').ok)).toEqual([true, false]);
    expect([TURNED_AWAY, SILENT].map((reception) => notServed(reception, 'it').ok)).toEqual([true, true]);
    expect(served(TURNED_AWAY, 'it')).toMatchObject({ ok: false, received: 'alert 42' });
  });

  it('says what came', () => {
    expect([answered(204), SILENT].map(describeReception)).toEqual(['status 204', 'no answer']);
  });
});
