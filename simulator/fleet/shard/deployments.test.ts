import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { control, key, ordered } from '../../device/testing/reference.test-support.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { isJsonObject, parseJson } from '../../protocol/json.ts';
import { startWas } from '../../was/start-was.ts';
import { CANARY_PARAMETER, canaryText } from '../operator/canary.ts';
import type { AcknowledgedReport } from '../operator/reports.ts';
import { aPlan, identitiesFor, lifeCycle, targetOf, wholeFleet } from '../testing/a-fleet.test-support.ts';
import { runSlice } from './run-slice.ts';
import type { Adoption } from './slice-options.ts';

it('devices of a slice carry out what is assigned to them, and tell of it, over boots', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deployments-'));
  const was = await startWas({ dataDir: join(folder, 'was'), policy: 'namespace' });
  const identities = await identitiesFor(was, 2);
  const [adoptions, reports]: [Adoption[], AcknowledgedReport[]] = [[], []];
  const ending = new AbortController();
  const plan = aPlan({
    ...{ devices: 2, durationMs: 60_000, lifeCycles: [lifeCycle([{}, { boots: true }, {}], 700)] },
    operator: { ...QUIET, observed: 1 },
  });
  const running = runSlice(
    wholeFleet(plan, [targetOf(was)], identities, {
      logFolder: folder,
      onAdopted: (adoption) => adoptions.push(adoption),
      onReported: (report) => reports.push(report),
      signal: ending.signal,
    }),
  );
  const id = identities.clientId(1);
  const client = { id, spiffeId: clientSpiffeId(was.trustDomain, was.wfmId, id) };
  const deviceId = 'industrial-pc-1';
  while (!JSON.stringify(await control(was, 'devices', { client }).catch(() => null)).includes(deviceId))
    await pause(20);
  const canary = canaryText({ nonce: 'n', device: 1, ordinal: 0 });
  const deployment = { ...ordered('1.0.0'), parameters: { [CANARY_PARAMETER]: { value: canary, targets: TARGETS } } };
  const { deploymentId } = await control(was, 'assign', { key: key(1), client, deviceId, deployment });
  while (!reports.some(({ state }) => state === 'installed')) await pause(20);
  await pause(600);
  ending.abort();
  const { operations, incidents, generator } = await running;
  const wire = await readFile(join(folder, 'wire-0-of-1.ndjson'), 'utf8');
  await was.close();
  await rm(folder, { recursive: true });

  expect(incidents).toEqual([]);
  expect(adoptions).toMatchObject([{ device: 1, canary }]);
  expect(reports.map(({ state }) => state)).toEqual(expect.arrayContaining(['installed']));
  expect(reports.at(-1)).toMatchObject({ device: 1, deploymentId, components: [{ name: 'db' }, { name: 'web' }] });
  expect(operations.fetch).toMatchObject({ errors: 0, outcomes: { 200: 1 } });
  expect(operations.status?.count).toBe(reports.length);
  expect(generator.dropped).toBe(0);
  const lines = wire.trimEnd().split('\n').map(parseJson).filter(isJsonObject);
  expect(lines.filter(({ operation }) => operation === 'status')).toHaveLength(reports.length);
});

const TARGETS = [{ pointer: 'CANARY', components: ['web'] }];

const QUIET = {
  ...{ assigned: 0, changedPerMinute: 0, withdrawn: 0, concurrency: 1 },
  assignAfter: { kind: 'constant', value: 0 },
} as const;
