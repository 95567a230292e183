import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IdentitySource } from '../identities/identity-source.ts';
import type { StageConduct } from '../life-cycles/life-cycle.ts';
import type { SliceReport } from '../metrics/report.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { aPlan, lifeCycle, someIdentities, wholeFleet } from '../testing/a-fleet.test-support.ts';
import { ListeningJudge } from '../testing/listening-judge.test-support.ts';
import { PlainWfm } from '../testing/plain-wfm.test-support.ts';
import { runSlice } from './run-slice.ts';

const STAGE_MS = 150;
const SLOW_MS = 350;

let identities: IdentitySource;
let wfm: PlainWfm;
beforeAll(async () => {
  identities = await someIdentities(2);
});
beforeEach(async () => {
  wfm = await PlainWfm.start();
});
afterEach(() => wfm.die());

const run = (judge: ListeningJudge, plan: Partial<FleetPlan>): Promise<SliceReport> =>
  runSlice(wholeFleet(aPlan({ devices: 1, judged: 1, durationMs: 600, ...plan }), [wfm.target], identities, { judge }));

describe('what a judge hears of an exchange that lasts beyond its stage', () => {
  /** The report is begun in the first stage, and answered in the second. */
  const slowly = async (stages: readonly StageConduct[]): Promise<ListeningJudge> => {
    const judge = new ListeningJudge(false);
    wfm.pauseUntil(pause(SLOW_MS));
    await run(judge, { lifeCycles: [lifeCycle(stages, STAGE_MS)] });
    return judge;
  };

  it('has the identity that it was begun with; the next one has the new, over a connection of its own', async () => {
    const { heard } = await slowly([{}, { identity: 'expired' }]);
    expect(heard.length).toBeGreaterThan(1);
    expect(heard[0]).toMatchObject({ operation: 'report', isProper: true });
    expect(heard[0]).not.toHaveProperty('identity');
    expect(heard[1]).toMatchObject({ operation: 'poll', isProper: false, identity: 'expired' });
    expect(wfm.connections).toBe(2);
  });

  it('that was repeated is improper as a whole, the repetition after it; what follows is neither', async () => {
    const { heard } = await slowly([{ requests: 'replayed' }, {}]);
    expect(heard.slice(0, 3)).toMatchObject([
      { operation: 'report', isProper: false, exchange: { outcome: { response: { status: 201 } } } },
      { operation: 'report', isProper: false, exchange: { outcome: { response: { status: 200 } } } },
      { operation: 'poll', isProper: true },
    ]);
    expect(wfm.polls().filter(({ headers }) => headers['if-none-match'] === undefined)).toHaveLength(1);
  });

  it('goes on over the connection that it has, where it is silent afterwards', async () => {
    const { heard } = await slowly([{}, { silent: true }]);
    expect(heard).toMatchObject([{ operation: 'report' }, { operation: 'poll' }]);
    expect(wfm.connections).toBe(1);
  });

  it('with a wrong clock is improper, and what follows with the right one is not', async () => {
    const { heard } = await slowly([{ clockOffsetMs: 60_000 }, {}]);
    expect(heard[0]).toMatchObject({ operation: 'report', isProper: false });
    expect(heard.at(-1)).toMatchObject({ operation: 'poll', isProper: true });
  });
});

describe('unchanged polls of judged devices', () => {
  it('are no exchanges where the judge lets them pass by their bytes, and count as judged', async () => {
    const judge = new ListeningJudge(true);
    const { operations, judged } = await run(judge, { devices: 2 });
    const unchanged = operations.poll?.outcomes['304'] ?? 0;
    expect(unchanged).toBeGreaterThan(2);
    expect(judge.polls).toHaveLength(unchanged);
    expect(judge.polls.at(-1)?.request).toMatch(/^GET \/api\/v1\/deployments HTTP\/1\.1\r\n(?:.+\r\n)+\r\n$/);
    expect(judge.polls.at(-1)?.response).toMatch(/^HTTP\/1\.1 304 .*\r\n(?:.+\r\n)+\r\n$/);
    const total = Object.values(operations).reduce((sum, { count }) => sum + count, 0);
    expect(judge.heard).toHaveLength(total - unchanged);
    expect(judged).toBe(total);
  });

  it('are exchanges where it does not', async () => {
    const judge = new ListeningJudge(false);
    const { operations } = await run(judge, { devices: 2 });
    const statuses = judge.heard.map(({ exchange: { outcome } }) =>
      outcome.kind === 'response' ? outcome.response.status : 0,
    );
    expect(statuses.filter((status) => status === 304)).toHaveLength(operations.poll?.outcomes['304'] ?? 0);
  });

  it('of a device that is not itself are exchanges in any case: that they were answered may be what is wrong', async () => {
    const judge = new ListeningJudge(true);
    await run(judge, { lifeCycles: [lifeCycle([{ identity: 'other-device' }])] });
    expect(judge.polls).toEqual([]);
    expect(judge.heard.filter(({ operation }) => operation === 'poll').length).toBeGreaterThan(1);
  });
});
