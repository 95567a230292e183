import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isJsonObject, parseJson } from '../protocol/json.ts';
import { schemaErrors } from '../protocol/rc3/schemas.ts';
import type { SimulatedDevice } from './device.ts';
import { DeviceError } from './device-error.ts';
import type { StateStore } from './state/device-state.ts';
import { FileStateStore } from './state/file-store.ts';
import { MemoryStateStore } from './state/memory-store.ts';
import { bench } from './testing/a-device.test-support.ts';
import { hostCapabilities } from './testing/documents.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';
import { SmallWfm } from './testing/small-wfm.test-support.ts';

const FIRST = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';

let pki: TestPki;
let wfm: SmallWfm;
let folder: string;
const devices: SimulatedDevice[] = [];

beforeAll(async () => {
  pki = await testPki();
});
beforeEach(async () => {
  wfm = await SmallWfm.start(pki);
  folder = await mkdtemp(join(tmpdir(), 'device-'));
});
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.stop()));
  await wfm.close();
  await rm(folder, { recursive: true });
});
const kept = (device: SimulatedDevice): SimulatedDevice => {
  devices.push(device);
  return device;
};

describe('the life of a device', () => {
  it('reports, deploys, updates, removes, and goes on where it stopped', async () => {
    const { clock, runtime, device: make } = bench(() => ({ delayMs: 5_000 }));
    const state = new FileStateStore(join(folder, 'state'));
    const first = kept(await make(pki, wfm.url, { state }));
    await wfm.publish(1, [{ id: FIRST, deviceId: 'device-1', components: [{ name: 'db' }, { name: 'web' }] }]);
    await clock.run(first.pollOnce());
    expect(wfm.received[0]).toMatchObject({ method: 'PUT', path: '/api/v1/capabilities/device-1' });
    expect(wfm.statesOf(FIRST)).toEqual(['pending', 'installing', 'installing', 'installed']);
    expect(runtime.components().map(({ name }) => name)).toEqual(['db', 'web']);

    await clock.run(first.pollOnce());
    expect(wfm.received.at(-1)?.headers['if-none-match']).toBe(first.state().accepted?.etag);
    expect(first.events().at(-1)).toMatchObject({ kind: 'manifest-unchanged' });

    await wfm.publish(5, [
      { id: FIRST, deviceId: 'device-1', components: [{ name: 'db' }, { name: 'web', revision: '2.0.0' }] },
      { id: SECOND, deviceId: 'device-1' },
    ]);
    await clock.run(first.pollOnce());
    expect(runtime.components().find(({ name }) => name === 'web')?.revision).toBe('2.0.0');
    expect(wfm.statesOf(FIRST).slice(4)).toEqual(['pending', 'installing', 'installed']);
    await first.stop();

    const second = kept(await make(pki, wfm.url, { state }));
    expect(second.state().accepted?.version).toBe(5n);
    await wfm.publish(6, [{ id: SECOND, deviceId: 'device-1' }]);
    await clock.run(second.pollOnce());
    expect(wfm.statesOf(FIRST).slice(7)).toEqual(['removing', 'removing', 'removed']);
    expect(runtime.components().map(({ deploymentId }) => deploymentId)).toEqual([SECOND]);
    await wfm.publish(2n ** 64n - 1n, []);
    await clock.run(second.pollOnce());
    expect(runtime.components()).toEqual([]);
    expect(second.state()).toMatchObject({ accepted: { version: 2n ** 64n - 1n }, applied: [], outbox: [] });
  });

  it('sends only valid statuses, each with the manifest version that was adopted', async () => {
    const { clock, device: make } = bench((operation, { name }) =>
      operation === 'install' && name === 'web' ? { failure: { code: 'PULL', message: 'no such image' } } : {},
    );
    const device = kept(await make(pki, wfm.url));
    await wfm.publish(3, [
      { id: FIRST, deviceId: 'device-1', components: [{ name: 'db' }, { name: 'web' }, { name: 'ui' }] },
    ]);
    await clock.run(device.pollOnce());
    const statuses = wfm.requests('POST', '/api/v1/deployments/').map(({ body }) => parseJson(body));
    expect(statuses.flatMap((status) => schemaErrors('deployment-status', status))).toEqual([]);
    expect(statuses.every((status) => isJsonObject(status) && status['adoptedManifestVersion'] === 3)).toBe(true);
    expect(statuses.at(-1)).toMatchObject({
      status: { state: 'failed', error: { code: 'PULL', source: 'name-1111', message: 'no such image' } },
      components: [
        { name: 'db', state: 'installed' },
        { name: 'web', state: 'failed', error: { source: 'web' } },
        { name: 'ui', state: 'pending' },
      ],
    });
  });

  it('fails a component that takes longer than its timeout', async () => {
    const { clock, runtime, device: make } = bench(() => ({ delayMs: 600_000 }));
    const device = kept(await make(pki, wfm.url));
    await wfm.publish(1, [{ id: FIRST, deviceId: 'device-1', components: [{ name: 'app', timeout: '8m30s' }] }]);
    const before = clock.now();
    await clock.run(device.pollOnce());
    expect(clock.now() - before).toBe(510_000);
    expect(device.state().applied[0]?.components[0]).toMatchObject({ state: 'failed', error: { code: 'TIMEOUT' } });
    expect(runtime.components()).toEqual([]);
  });

  it('reports changed capabilities once, and takes back a device that is gone', async () => {
    const { clock, topology, device: make } = bench();
    const device = kept(await make(pki, wfm.url));
    await wfm.publish(1, []);
    await clock.run(device.pollOnce());
    await clock.run(device.pollOnce());
    expect(wfm.requests('PUT', '')).toHaveLength(1);
    device.changeTopology({ self: { ...topology.self, capabilities: hostCapabilities('device-2') }, children: [] });
    await clock.run(device.pollOnce());
    expect(wfm.requests('PUT', '').map(({ path }) => path.split('/').at(-1))).toEqual(['device-1', 'device-2']);
    expect(wfm.requests('DELETE', '').map(({ path }) => path)).toEqual(['/api/v1/capabilities/device-1']);
    expect(device.state().reportedDevices).toEqual(['device-2']);
  });

  it('puts back what has gone from the runtime while it was off', async () => {
    const { clock, device: make } = bench();
    const state = new FileStateStore(join(folder, 'state'));
    await wfm.publish(1, [{ id: FIRST, deviceId: 'device-1' }]);
    await clock.run(kept(await make(pki, wfm.url, { state })).pollOnce());
    const wiped = bench();
    await wiped.clock.run(kept(await wiped.device(pki, wfm.url, { state })).pollOnce());
    expect(wiped.runtime.components()).toHaveLength(1);
  });

  it('works on a renewed credential over new connections, and refuses that of another client', async () => {
    const { clock, device: make } = bench();
    const device = kept(await make(pki, wfm.url));
    await wfm.publish(1, []);
    await clock.run(device.pollOnce());
    await device.renewCredential(await pki.issue(pki.client.spiffeId));
    await clock.run(device.pollOnce());
    expect(device.events()).toContainEqual(
      expect.objectContaining({ kind: 'connections-renewed', reason: 'credential' }),
    );
    await expect(device.renewCredential(await pki.issue(`${pki.client.spiffeId}0`))).rejects.toThrow(
      /^IDENTITY_CHANGED/,
    );
  });

  it('makes its connections anew when they are old', async () => {
    const { clock, device: make } = bench();
    const device = kept(await make(pki, wfm.url, { connectionAgeMs: 90_000 }));
    await wfm.publish(1, []);
    device.start();
    for (let poll = 0; poll < 4; poll += 1)
      await clock.run(device.nextEvent(({ kind }) => kind === 'manifest-unchanged'));
    await device.stop();
    const renewals = device.events().filter(({ kind }) => kind === 'connections-renewed');
    expect(renewals).toMatchObject([{ reason: 'age' }, { reason: 'age' }]);
  });

  it('finishes a manifest whose writing down has failed before it asks for another', async () => {
    const { clock, runtime, device: make } = bench();
    const memory = new MemoryStateStore();
    let saves = 0;
    const state: StateStore = {
      load: () => memory.load(),
      save: async (next) => {
        saves += 1;
        if (saves === 4) throw new DeviceError('STATE_UNWRITABLE', 'the disk is full');
        await memory.save(next);
      },
    };
    const device = kept(await make(pki, wfm.url, { state }));
    await wfm.publish(9, [{ id: FIRST, deviceId: 'device-1' }]);
    await expect(clock.run(device.pollOnce())).rejects.toThrow(/^STATE_UNWRITABLE/);
    expect(device.state()).toMatchObject({ accepted: null, adopting: { version: 9n } });
    await wfm.publish(8, []);
    await clock.run(device.pollOnce());
    expect(device.state().accepted?.version).toBe(9n);
    expect(device.events().at(-1)).toMatchObject({ kind: 'content-refused', code: 'VERSION_NOT_INCREASING' });
    expect(runtime.components()).toHaveLength(1);
  });

  it('gives the same events for the same seed and clock', async () => {
    const life = async (): Promise<unknown> => {
      const server = await SmallWfm.start(pki);
      const { clock, device: make } = bench(() => ({ delayMs: 1_000 }));
      const start = clock.now();
      const device = kept(await make(pki, server.url));
      await server.publish(1, [{ id: FIRST, deviceId: 'device-1' }]);
      let polls = 0;
      server.override = ({ method, path }) => {
        if (method === 'GET' && path === '/api/v1/deployments') polls += 1;
        return polls > 1 && polls < 5 ? { status: 503, headers: { 'retry-after': '3' } } : undefined;
      };
      device.start();
      await clock.run(device.nextEvent(({ kind }) => kind === 'manifest-unchanged'));
      await device.stop();
      await server.close();
      return device.events().map((event) => ({ ...event, at: event.at - start }));
    };
    const [one, two] = [await life(), await life()];
    expect(one).toEqual(two);
    expect(one).toContainEqual(expect.objectContaining({ kind: 'setback', reason: 'HTTP 503' }));
  });
});
