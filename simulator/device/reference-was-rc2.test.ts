import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, loadAuthority } from '../pki/authority.ts';
import { issueSvid } from '../pki/svid.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { rc2 } from '../protocol/rc2/revision.ts';
import type { TlsCredential } from '../protocol/revision.ts';
import type { RunningWas, WasMode, WasOptions } from '../was/options.ts';
import { startWas } from '../was/start-was.ts';
import { contactedOrigins } from './contacts.ts';
import { createDevice, type DeviceOptions, type SimulatedDevice } from './device.ts';
import type { DeviceEvent } from './events.ts';
import { MemoryRuntime } from './runtimes/memory.ts';
import { FileStateStore } from './state/file-store.ts';
import { hostCapabilities } from './testing/documents.test-support.ts';
import { control, key, ordered } from './testing/reference.test-support.ts';
import { systemClock } from './time/clock.ts';
import { VirtualClock } from './time/virtual-clock.ts';
import { configuredTrust } from './trust/trust-source.ts';

let folder: string;
let was: RunningWas;
let credential: TlsCredential;
const devices: SimulatedDevice[] = [];
const exchanges: Exchange[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reference-rc2-'));
  was = await serve();
  credential = await certificate('line-1');
});
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.stop()));
  exchanges.length = 0;
  await was.close();
  await rm(folder, { recursive: true });
});

const serve = (changes: Partial<WasOptions> = {}): Promise<RunningWas> =>
  startWas({ dataDir: join(folder, 'was'), revisions: ['1.0.0-rc.2'], ...changes });
const authority = (): Authority => loadAuthority(was.issuer);
const certificate = (subject: string): Promise<TlsCredential> => issueSvid(authority(), { uriSans: [], subject });
const endpoint = (): URL => new URL(was.interfaces['1.0.0-rc.2']?.['test'] ?? '');
const runtime = new MemoryRuntime({ clock: systemClock });

async function start(changes: Partial<DeviceOptions> = {}): Promise<SimulatedDevice> {
  const device = await createDevice({
    revision: rc2(),
    endpoint: endpoint(),
    credential,
    trust: configuredTrust(was.anchorsPem),
    topology: { self: { capabilities: hostCapabilities('device-1'), runtime }, children: [] },
    state: new FileStateStore(join(folder, 'device')),
    clock: systemClock,
    seed: 1,
    schedule: { rateMs: 60_000 },
    onExchange: (exchange) => void exchanges.push(exchange),
    ...changes,
  });
  devices.push(device);
  return device;
}

const clientIdOf = (device: SimulatedDevice): string | undefined => {
  const enrolment = device.state().enrolment?.enrolment;
  return enrolment?.kind === 'client-id' ? enrolment.clientId : undefined;
};
const onboardings = (): number => exchanges.filter(({ request }) => request.path.endsWith('/onboarding')).length;
const running = (): readonly string[] => runtime.components().map(({ name, revision }) => `${name} ${revision}`);
const kindsOf = (device: SimulatedDevice, ...kinds: readonly DeviceEvent['kind'][]): readonly DeviceEvent[] =>
  device.events().filter(({ kind }) => kinds.includes(kind));
const admit = (): Promise<unknown> => control(was, 'admit', { client: { certificate: credential.chainPem } });

describe('a device of 1.0.0-rc.2 and the reference WAS', () => {
  it('live through onboarding, deployment, update, withdrawal and restart', async () => {
    let device = await start();
    expect(await device.pollOnce()).toMatchObject({ setback: { operation: 'onboard', reason: 'HTTP 403' } });
    await admit();
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    const id = clientIdOf(device);
    const client = { id, certificate: credential.chainPem };
    expect(device.events()).toContainEqual(
      expect.objectContaining({ kind: 'enrolled', by: 'onboarding', clientId: id, origins: [] }),
    );
    expect(await control(was, 'devices', { client })).toMatchObject({ devices: [{ deviceId: 'device-1' }] });

    const assign = (number: number, name: string): Promise<unknown> =>
      control(was, 'assign', { key: key(number), client, deviceId: 'device-1', deployment: ordered('1.0.0', name) });
    const { deploymentId } = Object(await assign(1, 'first'));
    const other = Object(await assign(2, 'second'));
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running()).toEqual(['db 1.0.0', 'web 1.0.0', 'db 1.0.0', 'web 1.0.0']);
    expect(await control(was, 'observe', { client, deploymentId })).toMatchObject({ state: 'installed' });

    await device.stop();
    device = await start();
    await control(was, 'update', { client, deploymentId, deployment: ordered('1.1.0', 'first') });
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running().toSorted()).toEqual(['db 1.0.0', 'db 1.1.0', 'web 1.0.0', 'web 1.1.0']);
    expect([clientIdOf(device), onboardings()]).toEqual([id, 2]);
    const reports = exchanges.filter(({ request }) => request.path.endsWith('/capabilities/device-1'));
    expect(reports.map(({ request }) => request.method)).toEqual(['POST', 'PUT']);

    await control(was, 'withdraw', { client, deploymentId });
    await control(was, 'withdraw', { client, deploymentId: other.deploymentId });
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running()).toEqual([]);
    expect(await control(was, 'observe', { client, deploymentId })).toMatchObject({ state: 'removed' });
    expect(kindsOf(device, 'content-refused', 'status-refused')).toEqual([]);
    expect(contactedOrigins(exchanges)).toEqual([endpoint().origin]);
  });

  it.each<WasMode>(['contrary', 'obstinate'])('get along where the WAS uses its freedoms (%s)', async (mode) => {
    await was.close();
    was = await serve({ mode });
    await admit();
    const device = await start({ schedule: { rateMs: 250 }, backoff: { baseMs: 50, maxMs: 500 } });
    device.start();
    // What the operator does shows some time later.
    const until = async (condition: () => boolean): Promise<void> => {
      while (!condition()) await device.nextEvent(() => true);
    };
    await until(() => device.state().reportedDevices.length > 0);
    const client = { id: clientIdOf(device), certificate: credential.chainPem };
    const { deploymentId } = await control(was, 'assign', {
      key: key(1),
      client,
      deviceId: 'device-1',
      deployment: ordered('1.0.0', 'first'),
    });
    await until(() => running().length === 2);
    await control(was, 'update', { client, deploymentId, deployment: ordered('1.1.0', 'first') });
    await until(() => running().join() === 'db 1.1.0,web 1.1.0');
    await control(was, 'withdraw', { client, deploymentId });
    await until(() => running().length === 0);
    expect(kindsOf(device, 'content-refused', 'status-refused', 'enrolment-lost')).toEqual([]);
  });

  it('report a device that the WAS already has, where that is refused as new', async () => {
    await was.close();
    was = await serve({ mode: 'contrary' });
    await admit();
    const schedule = { rateMs: 250 };
    const forgetful = await start({ schedule });
    const reported = ({ kind }: DeviceEvent): boolean => kind === 'capabilities-reported';
    forgetful.start();
    await forgetful.nextEvent(reported);
    await forgetful.stop();
    const device = await start({ schedule, state: new FileStateStore(join(folder, 'emptied')) });
    device.start();
    await device.nextEvent(reported);
    const reports = exchanges.filter(({ request }) => request.path.endsWith('/capabilities/device-1'));
    expect(reports.map(({ request }) => request.method)).toEqual(['POST', 'POST', 'PUT']);
  });

  it('keep what was handed out in the file of the state, for its owner only', async () => {
    await admit();
    const device = await start();
    await device.pollOnce();
    const file = join(folder, 'device');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(clientIdOf(device));
  });

  it('begin anew where the client id is not known, after a pause that grows', async () => {
    await admit();
    const clock = new VirtualClock(Date.now());
    const enrolment = { kind: 'client-id', clientId: 'nobody' } as const;
    const device = await start({ clock, enrolment, backoff: { baseMs: 1_000, maxMs: 8_000 } });
    const begun = clock.now();
    device.start();
    await clock.run(device.nextEvent(({ kind }) => kind === 'manifest-unchanged' || kind === 'manifest-adopted'));
    const kinds = device.events().map(({ kind }) => kind);
    expect(kinds.slice(0, 4)).toEqual(['enrolled', 'enrolment-lost', 'connections-renewed', 'setback']);
    expect(device.events()).toContainEqual(
      expect.objectContaining({ kind: 'setback', operation: 'report capabilities', reason: 'HTTP 401' }),
    );
    expect(clock.now() - begun).toBeGreaterThanOrEqual(500);
    expect(onboardings()).toBe(1);
    expect(clientIdOf(device)).not.toBe('nobody');
  });

  it('take a certificate that is renewed for another client', async () => {
    await admit();
    const device = await start();
    await device.pollOnce();
    const former = clientIdOf(device);
    credential = await certificate('line-1');
    await admit();
    await device.renewCredential(credential);
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(device.events()).toContainEqual(
      expect.objectContaining({ kind: 'enrolment-lost', reason: 'CREDENTIAL_RENEWED' }),
    );
    expect(clientIdOf(device)).not.toBe(former);
    const client = { id: clientIdOf(device), certificate: credential.chainPem };
    expect(await control(was, 'devices', { client })).toMatchObject({ devices: [{ deviceId: 'device-1' }] });
  });

  it('have each endpoint onboard its own clients', async () => {
    await admit();
    const device = await start();
    await device.pollOnce();
    await device.stop();
    const elsewhere = new URL('/elsewhere/', endpoint());
    const moved = await start({ endpoint: elsewhere });
    expect(await moved.pollOnce()).toMatchObject({ setback: { operation: 'onboard', reason: 'HTTP 404' } });
    expect(moved.events()).toContainEqual(
      expect.objectContaining({ kind: 'enrolment-lost', reason: 'ANOTHER_ENDPOINT' }),
    );
    const sent = exchanges.slice(-1).flatMap(({ request }) => request.path);
    expect(sent.join()).not.toContain(clientIdOf(device));
  });

  it('meet only where the server is who it says', async () => {
    await admit();
    const { chainPem, keyPem } = await certificate('another-client');
    let requests = 0;
    const impostor = createServer({ cert: chainPem, key: keyPem }, () => {
      requests += 1;
    });
    impostor.listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const address = impostor.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
    const device = await start({ endpoint: new URL(`https://127.0.0.1:${address.port}`) });
    expect(await device.pollOnce()).toMatchObject({ setback: { operation: 'onboard', reason: 'TLS_FAILED' } });
    expect(device.events()).toContainEqual(expect.objectContaining({ kind: 'peer-refused', code: 'WFM_NOT_EXPECTED' }));
    expect(requests).toBe(0);
    impostor.close();
    await once(impostor, 'close');
  });
});
