import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningWas, WasOptions } from '../../was/options.ts';
import { startWas } from '../../was/start-was.ts';
import { intentLog } from '../courses/intent-log.ts';
import { aPlan, identitiesFor, PROFILES, targetOf, wholeFleet } from '../testing/a-fleet.test-support.ts';
import { runSlice } from './run-slice.ts';

let folder: string;
let was: RunningWas;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slice-'));
});

afterEach(async () => {
  await was.close();
  await rm(folder, { recursive: true });
});

const start = async (changes: Partial<WasOptions> = {}): Promise<void> => {
  was = await startWas({ dataDir: join(folder, 'was'), policy: 'namespace', ...changes });
};

describe('a slice', () => {
  it('lets its devices arrive and poll as its plan has it, and writes down both', async () => {
    await start();
    const plan = aPlan();
    const identities = await identitiesFor(was, plan.devices);
    const logFolder = join(folder, 'logs');
    const report = await runSlice(wholeFleet(plan, [targetOf(was)], identities, { logFolder }));
    expect(report.operations.report).toMatchObject({ count: 10, errors: 0, outcomes: { 201: 10 } });
    expect(report.operations.poll?.errors).toBe(0);
    expect(report.generator.intended).toBe(report.generator.begun + report.generator.held);
    expect(report.incidents).toEqual([]);
    const intents = await readFile(join(logFolder, 'intents-0-of-1.ndjson'), 'utf8');
    expect(intents).toBe([...intentLog(plan, PROFILES, { index: 0, of: 1 })].join(''));
  });
});
