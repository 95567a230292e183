import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { doesNotTell, foreignReportRefused, sameRefusal, unknownReportRefused } from './foreign-report.ts';

const answer = (status: number): WireResponse => ({ status, statusText: '', headers: [], body: new Uint8Array() });

describe("a report about somebody else's deployment", () => {
  it.each([400, 403, 404, 422])('may be refused with %i', (status) => {
    expect(unknownReportRefused(answer(status)).ok).toBe(true);
    expect(foreignReportRefused(answer(status), answer(status)).judgement).toEqual({ ok: true });
  });

  it.each([200, 201, 204])('is not refused by %i', (status) => {
    expect(unknownReportRefused(answer(status)).ok).toBe(false);
    expect(foreignReportRefused(answer(status), answer(404))).toMatchObject({
      judgement: { ok: false },
      position: undefined,
    });
  });

  it.each([500, 302])('rests on the open question of the right refusal with %i', (status) => {
    expect(unknownReportRefused(answer(status)).ok).toBe(false);
    expect(foreignReportRefused(answer(status), answer(404))).toMatchObject({
      judgement: { ok: false },
      position: 'G-16',
    });
  });

  it('rests on the open question where any report is acknowledged', () => {
    expect(foreignReportRefused(answer(200), answer(201))).toMatchObject({
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
