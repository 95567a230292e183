import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAuthority } from '../pki/authority.ts';
import { clientSpiffeId } from '../pki/spiffe-id.ts';
import { issueSvid } from '../pki/svid.ts';
import { rc3 } from '../protocol/rc3/revision.ts';
import { startWas } from '../was/start-was.ts';
import { createDevice, type SimulatedDevice } from './device.ts';
import { instantiate } from './profiles/instantiate.ts';
import { loadProfiles } from './profiles/load-profiles.ts';
import { topologyOf } from './profiles/topology.ts';
import { MemoryRuntime } from './runtimes/memory.ts';
import { FileStateStore } from './state/file-store.ts';
import { VirtualClock } from './time/virtual-clock.ts';
import { configuredTrust } from './trust/trust-source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reference-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a device of a profile and the reference WAS', () => {
  it('live through onboarding, deployment, update, withdrawal and restart', async () => {
    const was = await startWas({ dataDir: join(folder, 'was') });
    const clock = new VirtualClock(Date.now());
    const profiles = await loadProfiles(join(import.meta.dirname, '../../fixtures/profiles'));
    const profiled = instantiate(profiles, 'line-gateway', { seed: 1, index: 0, deviceId: 'gw' });
    const runtimes = new Map<string, MemoryRuntime>();
    const topology = topologyOf(profiled, (deviceId) => {
      const runtime = new MemoryRuntime({ clock, script: () => ({ delayMs: 30_000 }) });
      runtimes.set(deviceId, runtime);
      return runtime;
    });
    const spiffeId = clientSpiffeId(was.trustDomain, was.wfmId, 'gateway-1');
    const client = { id: 'gateway-1', spiffeId };
    const credential = await issueSvid(loadAuthority(was.issuer), { spiffeId });
    const start = (): Promise<SimulatedDevice> =>
      createDevice({
        revision: rc3,
        endpoint: new URL(was.endpoints['test'] ?? ''),
        credential,
        trust: configuredTrust(was.anchorsPem),
        topology,
        state: new FileStateStore(join(folder, 'device')),
        clock,
        seed: 1,
        schedule: { rateMs: profiled.updateIntervalMs },
      });
    const control = async (verb: string, body: object): Promise<unknown> => {
      const response = await fetch(`${was.controlUrl}/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${verb}: ${response.status} ${await response.text()}`);
      return response.status === 204 ? {} : response.json();
    };
    const deployment = (revision: string): object => ({
      applicationId: 'com-example-app',
      name: 'app',
      namespace: 'tests',
      profile: {
        type: 'compose',
        components: ['db', 'web'].map((name) => ({
          name,
          properties: { repository: `oci://r.example/${name}`, revision },
        })),
      },
      parameters: {},
    });

    let device = await start();
    expect(await clock.run(device.pollOnce())).toMatchObject({ setback: { reason: 'HTTP 403' } });
    await control('admit', { client });
    await clock.run(device.pollOnce());
    const { devices } = Object(await control('devices', { client }));
    expect(devices.map(({ deviceId }: { deviceId: string }) => deviceId).sort()).toEqual(
      [topology.self, ...topology.children].map(({ capabilities }) => capabilities.properties.id).sort(),
    );

    const target = 'gw/line-controller-1';
    const key = '55555555-5555-4555-8555-555555555555';
    const { deploymentId } = Object(
      await control('assign', { key, client, deviceId: target, deployment: deployment('1.0.0') }),
    );
    await clock.run(device.pollOnce());
    const revisions = (): readonly string[] | undefined =>
      runtimes
        .get(target)
        ?.components()
        .map((item) => item.revision);
    expect(revisions()).toEqual(['1.0.0', '1.0.0']);
    expect(await control('observe', { client, deploymentId })).toMatchObject({
      state: 'installed',
      components: [
        { name: 'db', state: 'installed' },
        { name: 'web', state: 'installed' },
      ],
    });

    await device.stop();
    device = await start();
    await control('update', { client, deploymentId, deployment: deployment('1.1.0') });
    await clock.run(device.pollOnce());
    expect(revisions()).toEqual(['1.1.0', '1.1.0']);
    await control('withdraw', { client, deploymentId });
    await clock.run(device.pollOnce());
    expect(revisions()).toEqual([]);
    expect(await control('observe', { client, deploymentId })).toMatchObject({ state: 'removed' });
    expect(device.events().filter(({ kind }) => kind === 'content-refused' || kind === 'status-refused')).toEqual([]);
    expect(device.events().filter(({ kind }) => kind === 'etag-not-digest')).toEqual([]);
    await device.stop();
    await was.close();
  });
});
