import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isJsonObject, type JsonObject, parseJson } from '../protocol/json.ts';
import type { RunningWas } from './options.ts';
import { admitted, capabilities, manifestOf, operate, order, type TestClient } from './testing/client.ts';
import { running, temporaryFolder } from './testing/running.ts';

const ENTRY = fileURLToPath(new URL('process.ts', import.meta.url));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function start(dataDir: string): Promise<{ child: ChildProcess; ready: JsonObject }> {
  const child = fork(ENTRY, [JSON.stringify({ dataDir })], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  });
  children.push(child);
  if (child.stdout === null) throw new Error('the process has no output');
  const [line]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  const ready = parseJson(String(line));
  if (!isJsonObject(ready)) throw new Error('the process printed no object');
  return { child, ready };
}

/** A process as the tests' helpers take a WAS, from what it says of itself. */
async function asRunning({ interfaces, controlUrl, misUrl, discoveryUrl, targets }: JsonObject): Promise<RunningWas> {
  const served = isJsonObject(interfaces) ? interfaces['1.0.0-rc.3'] : undefined;
  const target = isJsonObject(targets) ? targets['1.0.0-rc.3'] : undefined;
  const { identity } = parse(await readFile(String(target), 'utf8'));
  const at = (path: string) => readFile(join(dirname(String(target)), path), 'utf8');
  return {
    endpoints: isJsonObject(served) ? { test: String(served['test']) } : {},
    interfaces: {},
    endpointRecords: 'shared',
    controlUrl: String(controlUrl),
    misUrl: String(misUrl),
    discoveryUrl: String(discoveryUrl),
    issuer: { certificatePem: await at(identity.issuer.certificate), keyPem: await at(identity.issuer.key) },
    anchorsPem: [await at(identity.anchors)],
    trustDomain: identity.trustDomain,
    wfmId: identity.wfmId,
    mode: 'plain',
    close: () => Promise.resolve(),
  };
}

interface Acknowledged {
  readonly devices: string[];
  readonly deployments: string[];
  version: bigint;
}

/** Writes until the process is gone; what it answers is what was acknowledged. */
async function writeUntilKilled(was: RunningWas, client: TestClient, seen: Acknowledged): Promise<void> {
  for (let index = 0; ; index += 1) {
    const deviceId = `box-${index}`;
    const put = await client.call('PUT', `/api/v1/capabilities/${deviceId}`, { body: capabilities(deviceId) });
    if (put.status === 201) seen.devices.push(deviceId);
    const body = { key: randomUUID(), client: client.client, deviceId, deployment: order() };
    seen.deployments.push(String((await operate(was, 'assign', body))['deploymentId']));
    seen.version = (await manifestOf(client)).version;
  }
}

it('loses nothing that it acknowledged when it is killed', async () => {
  const dataDir = await temporaryFolder();
  const first = await start(dataDir);
  const before = await asRunning(first.ready);
  const client = await admitted(before, 'survivor');
  const seen: Acknowledged = { devices: [], deployments: [], version: 0n };
  const writing = writeUntilKilled(before, client, seen);
  const killing = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (seen.deployments.length < 5) return;
      clearInterval(look);
      first.child.kill('SIGKILL');
      resolve();
    }, 3);
  });
  await expect(writing).rejects.toThrow();
  await killing;

  const after = await running({ dataDir });
  const again = await admitted(after, 'survivor');
  const known = (await operate(after, 'devices', { client: again.client }))['devices'];
  const ids = Array.isArray(known) ? known.filter(isJsonObject).map((device) => device['deviceId']) : [];
  expect(ids).toEqual(expect.arrayContaining(seen.devices));
  const manifest = await manifestOf(again);
  expect(manifest.deployments.map((deployment) => deployment['deploymentId'])).toEqual(
    expect.arrayContaining(seen.deployments),
  );
  expect(manifest.version).toBeGreaterThanOrEqual(seen.version);
  expect(seen.deployments.length).toBeGreaterThanOrEqual(5);
});

it.each(['SIGTERM', 'disconnect'] as const)('ends on %s', async (how) => {
  const { child } = await start(await temporaryFolder());
  const exit = once(child, 'exit');
  if (how === 'disconnect') child.disconnect();
  else child.kill(how);
  expect(await exit).toEqual([0, null]);
});
