import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { rc3 } from '../../simulator/protocol/rc3/revision.ts';
import { doesNotTell, foreignReportRefused, sameRefusal, unknownReportRefused } from './foreign-report.ts';

const answer = (status: number): WireResponse => ({ status, statusText: '', headers: [], body: new Uint8Array() });

describe("a report about somebody else's deployment", () => {
  it.each([400, 403, 404, 422])('may be refused with %i', (status) => {
    expect(unknownReportRefused(answer(status), rc3.traits.answers).ok).toBe(true);
    expect(foreignReportRefused(answer(status), answer(status), rc3.traits.answers).judgement).toEqual({ ok: true });
  });

  it.each([200, 201, 204])('is not refused by %i', (status) => {
    expect(unknownReportRefused(answer(status), rc3.traits.answers).ok).toBe(false);
    expect(foreignReportRefused(answer(status), answer(404), rc3.traits.answers)).toMatchObject({
      judgement: { ok: false },
      position: undefined,
    });
  });

  it.each([500, 302])('rests on the open question of the right refusal with %i', (status) => {
    expect(unknownReportRefused(answer(status), rc3.traits.answers).ok).toBe(false);
    expect(foreignReportRefused(answer(status), answer(404), rc3.traits.answers)).toMatchObject({
      judgement: { ok: false },
      position: 'G-16',
    });
  });

  it('may be refused with any error where the revision names none', () => {
    const any = { meaningless: 'any', clientRefused: [401] } as const;
    expect([401, 409, 500].map((status) => unknownReportRefused(answer(status), any).ok)).toEqual([true, true, true]);
    expect(unknownReportRefused(answer(200), any).ok).toBe(false);
  });

  it('rests on the open question where any report is acknowledged', () => {
    expect(foreignReportRefused(answer(200), answer(201), rc3.traits.answers)).toMatchObject({
      judgement: { ok: false },
      position: 'G-16',
    });
  });

  it('tells that the deployment exists by another answer than for none', () => {
    expect(sameRefusal(answer(404), answer(404)).ok).toBe(true);
    expect(sameRefusal(answer(403), answer(404)).ok).toBe(false);
  });

  it('tells whose it is by naming the owner', () => {
    const naming = { ...answer(404), body: Buffer.from('{"detail":"belongs to client-7"}') };
    expect(doesNotTell(naming, ['client-7']).ok).toBe(false);
    expect(doesNotTell({ ...answer(404), headers: [['X-Owner', 'client-7']] }, ['client-7']).ok).toBe(false);
    expect(doesNotTell(naming, ['client-8']).ok).toBe(true);
  });
});
