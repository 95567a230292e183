import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RevisionId } from '../../protocol/revision.ts';
import type { RunningWas } from '../../was/options.ts';
import { startWas } from '../../was/start-was.ts';
import type { IdentitySource } from '../identities/identity-source.ts';
import type { ExchangeJudge } from '../judging/judge.ts';
import type { StageConduct } from '../life-cycles/life-cycle.ts';
import type { SliceReport } from '../metrics/report.ts';
import type { ConnectionPlan } from '../plan/plan.ts';
import {
  aPlan,
  identitiesFor,
  lifeCycle,
  someIdentities,
  targetOf,
  wholeFleet,
} from '../testing/a-fleet.test-support.ts';
import { ListeningJudge } from '../testing/listening-judge.test-support.ts';
import { PlainWfm } from '../testing/plain-wfm.test-support.ts';
import { runSlice } from './run-slice.ts';

const DEVICES = 3;

describe('a stage, as a WFM without TLS sees it', () => {
  let identities: IdentitySource;
  let wfm: PlainWfm;
  beforeAll(async () => {
    identities = await someIdentities(DEVICES);
  });
  beforeEach(async () => {
    wfm = await PlainWfm.start();
  });
  afterEach(() => wfm.die());

  const run = (
    stages: readonly StageConduct[],
    connections: ConnectionPlan = aPlan().connections,
  ): Promise<SliceReport> => {
    const polling = { everyMs: 80, jitter: 0.1, hours: null };
    const plan = aPlan({
      devices: DEVICES,
      durationMs: 600,
      polling,
      connections,
      lifeCycles: [lifeCycle(stages, 200)],
    });
    return runSlice(wholeFleet(plan, [wfm.target], identities));
  };

  it('without power: nothing comes, and whoever is on again tells its capabilities', async () => {
    const { operations, course } = await run([{}, { power: 'off' }, {}]);
    expect(operations.report?.outcomes).toEqual({ 200: DEVICES, 201: DEVICES });
    expect(course.some(({ states }) => states.off === DEVICES)).toBe(true);
    expect(course.at(-1)?.states.off).toBe(0);
  });

  it('that boots: capabilities are told again, and the manifest is still known', async () => {
    const { operations } = await run([{}, { boots: true }]);
    expect(operations.report?.outcomes).toEqual({ 200: DEVICES, 201: DEVICES });
    expect(operations.poll?.outcomes).toMatchObject({ 200: DEVICES });
  });

  it('that is silent: connections are closed, and nobody boots afterwards', async () => {
    const { operations } = await run([{}, { silent: true }, {}]);
    expect(operations.report?.count).toBe(DEVICES);
    expect(wfm.connections).toBe(2 * DEVICES);
  });

  it('that loses the state: the manifest is fetched as if it were the first', async () => {
    const { operations } = await run([{}, { state: 'lost' }]);
    expect(operations.poll?.outcomes).toMatchObject({ 200: 2 * DEVICES });
  });

  it('with stale requests: validators are older than what is known', async () => {
    const { operations } = await run([{}, { requests: 'stale' }]);
    expect(operations.poll?.outcomes['200']).toBeGreaterThan(DEVICES);
    expect(operations.poll?.errors).toBe(0);
  });

  it('with a network that is cut: nothing comes through, which is no error of the WFM', async () => {
    const { operations, incidents } = await run([{}, { network: { cut: true } }, {}]);
    expect(operations.poll?.outcomes).toMatchObject({ CONNECTION_REFUSED: expect.any(Number) });
    expect(operations.poll?.errors).toBe(0);
    expect(incidents).toEqual([]);
    expect(wfm.reports()).toHaveLength(DEVICES);
  });

  it('with a network that is cut while an answer is waited for: that is no error of the WFM either', async () => {
    wfm.pauseUntil(pause(350));
    const { operations, incidents } = await run([{}, { network: { cut: true } }]);
    expect(Object.keys(operations.report?.outcomes ?? {})).not.toContain('201');
    expect(operations.report?.errors).toBe(0);
    expect(incidents).toEqual([]);
  });

  it.each(['close', 'resume', 'shared'] as const)('as ever, with connections by the policy %s', async (policy) => {
    const { operations, incidents } = await run([{}], { policy, idleMs: 60_000, shared: 1, sourceAddresses: [] });
    expect(incidents).toEqual([]);
    expect(operations.report).toMatchObject({ count: DEVICES, errors: 0 });
    expect(operations.poll?.outcomes['304']).toBeGreaterThan(DEVICES);
    expect(operations.poll?.errors).toBe(0);
    if (policy === 'shared') expect(wfm.connections).toBe(1);
    else expect(wfm.connections).toBeGreaterThan(2 * DEVICES);
  });

  it('with replayed requests: each comes twice', async () => {
    await run([{ requests: 'replayed' }]);
    expect(wfm.reports()).toHaveLength(2 * DEVICES);
    expect(wfm.polls().length % 2).toBe(0);
  });
});

describe('a stage, as the reference WAS sees it', () => {
  let folder: string;
  let was: RunningWas;
  let identities: IdentitySource;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stages-'));
    const revisions: readonly RevisionId[] = ['1.0.0-rc.3', '1.0.0-rc.2', 'pre-draft-2024'];
    was = await startWas({ dataDir: folder, policy: 'namespace', revisions });
    identities = await identitiesFor(was, DEVICES);
  });
  afterAll(async () => {
    await was.close();
    await rm(folder, { recursive: true });
  });

  const run = (
    revision: RevisionId,
    stages: readonly StageConduct[],
    judge: ExchangeJudge | null = null,
  ): Promise<SliceReport> => {
    const lifeCycles = [lifeCycle(stages, 300)];
    const revisions = [{ revision, weight: 1 }];
    const plan = aPlan({ devices: DEVICES, durationMs: 700, revisions, lifeCycles, judged: 1 });
    return runSlice(wholeFleet(plan, [targetOf(was, revision)], identities, { judge }));
  };

  it('with a clock that is wrong, where requests are signed with their time: is improper, so that a refusal is right', async () => {
    const judge = new ListeningJudge(false);
    const { operations } = await run('1.0.0-rc.2', [{ clockOffsetMs: 3_600_000 }], judge);
    expect(judge.heard.length).toBeGreaterThan(0);
    expect(judge.heard.filter(({ isProper }) => isProper)).toEqual([]);
    expect(Object.values(operations).every(({ errors }) => errors === 0)).toBe(true);
  });

  it.each(['expired', 'unknown-authority', 'other-trust-domain'] as const)(
    'with an identity that is %s: it is let in nowhere, and that is no error',
    async (identity) => {
      const { operations } = await run('1.0.0-rc.3', [{}, { identity }]);
      const outcomes = Object.keys(operations.poll?.outcomes ?? {}).filter(
        (outcome) => !['200', '304'].includes(outcome),
      );
      expect(outcomes.length).toBeGreaterThan(0);
      expect(operations.poll?.errors).toBe(0);
    },
  );

  it.each(['1.0.0-rc.2', 'pre-draft-2024'] as const)(
    'as ever, of %s: onboards, reports and polls',
    async (revision) => {
      const { operations, incidents } = await run(revision, [{}]);
      expect(incidents).toEqual([]);
      expect(operations.onboard).toMatchObject({ count: DEVICES, errors: 0 });
      expect(operations.report).toMatchObject({ count: DEVICES, errors: 0 });
      expect(operations.poll?.count).toBeGreaterThanOrEqual(DEVICES);
      expect(operations.poll?.errors).toBe(0);
    },
  );
});
