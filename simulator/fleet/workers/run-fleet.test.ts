import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAuthority } from '../../pki/authority.ts';
import type { RunningWas } from '../../was/options.ts';
import { startWas } from '../../was/start-was.ts';
import { intentLog } from '../courses/intent-log.ts';
import { mergeIntentLogs } from '../courses/merge-intent-logs.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { aPlan, PROFILES, packFor, targetOf } from '../testing/a-fleet.test-support.ts';
import { type FleetOptions, runFleet } from './run-fleet.ts';

let folder: string;
let was: RunningWas;
let options: (plan: FleetPlan, workers: number) => FleetOptions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  was = await startWas({ dataDir: join(folder, 'was'), policy: 'namespace' });
  const { buffer } = await packFor(was, 12);
  options = (plan, workers) => ({
    ...{ plan, workers },
    profiles: PROFILES,
    targets: [targetOf(was)],
    identities: buffer,
    issuer: loadAuthority(was.issuer),
    entry: new URL('../testing/plain-worker.test-support.ts', import.meta.url),
    judging: null,
    logFolder: join(folder, `logs-${workers}`),
    onProgress: () => undefined,
    onAdopted: () => undefined,
    onEnrolled: () => undefined,
    onReported: () => undefined,
    signal: new AbortController().signal,
  });
});

afterAll(async () => {
  await was.close();
  await rm(folder, { recursive: true });
});

const plan = aPlan({ devices: 12, durationMs: 500, arrivals: { pattern: 'ramp', overMs: 250 } });
const WHOLE = [...intentLog(plan, PROFILES, { index: 0, of: 1 })].join('');

describe('a fleet over workers', () => {
  it.each([1, 2, 3])('means the same with %i of them, and is whole', async (workers) => {
    const report = await runFleet(options(plan, workers));
    expect(report).toMatchObject({ devices: 12, lost: [], incidents: [] });
    expect(report.slices).toHaveLength(workers);
    expect(report.operations.report).toMatchObject({ count: 12, errors: 0 });
    const logs = await Promise.all(
      Array.from({ length: workers }, (_, index) =>
        readFile(join(folder, `logs-${workers}`, `intents-${index}-of-${workers}.ndjson`), 'utf8'),
      ),
    );
    expect((await Array.fromAsync(mergeIntentLogs(logs.map(lines)))).join('')).toBe(WHOLE);
    expect(report.generator.intended).toBe(lines(WHOLE).length);
  });

  it('goes on without a worker that dies, and says whose devices are lost', async () => {
    const report = await runFleet({ ...options(plan, 3), judging: 'die as 1' });
    expect(report.devices).toBe(8);
    expect(report.lost).toEqual([{ index: 1, of: 3 }]);
    expect(report.incidents).toMatchObject([{ code: 'WORKER_DIED' }]);
    expect(report.operations.report).toMatchObject({ count: 8, errors: 0 });
  });

  it('outlives a worker whose heap is exhausted', async () => {
    const { lost, incidents } = await runFleet({ ...options(plan, 3), judging: 'hoard as 1' });
    expect(lost).toEqual([{ index: 1, of: 3 }]);
    expect(incidents).toMatchObject([{ code: 'WORKER_DIED', message: expect.stringContaining('memory') }]);
  });

  it('ends early when it is told to, before the start as well', async () => {
    const report = await runFleet({ ...options({ ...plan, durationMs: 600_000 }, 2), signal: AbortSignal.abort() });
    expect(report).toMatchObject({ devices: 12, lost: [] });
  });
});

const lines = (log: string): string[] =>
  log
    .split('\n')
    .slice(0, -1)
    .map((line) => `${line}\n`);
