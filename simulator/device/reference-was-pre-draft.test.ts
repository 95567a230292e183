import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAuthority } from '../pki/authority.ts';
import { issueSvid } from '../pki/svid.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { stringifyJson } from '../protocol/json.ts';
import { preDraft } from '../protocol/pre-draft/revision.ts';
import type { OAuthEnrolment, TlsCredential } from '../protocol/revision.ts';
import type { RunningWas, WasMode, WasOptions } from '../was/options.ts';
import { startWas } from '../was/start-was.ts';
import { contactedOrigins } from './contacts.ts';
import { createDevice, type DeviceOptions, type SimulatedDevice } from './device.ts';
import type { DeviceEvent } from './events.ts';
import { MemoryRuntime } from './runtimes/memory.ts';
import { FileStateStore } from './state/file-store.ts';
import { MemoryStateStore } from './state/memory-store.ts';
import { hostCapabilities } from './testing/documents.test-support.ts';
import { control, key, ordered } from './testing/reference.test-support.ts';
import { systemClock } from './time/clock.ts';
import { VirtualClock } from './time/virtual-clock.ts';
import { configuredTrust } from './trust/trust-source.ts';

const CLIENT = { id: 'device-1' };

let folder: string;
let was: RunningWas;
let credential: TlsCredential;
let runtime: MemoryRuntime;
const devices: SimulatedDevice[] = [];
const exchanges: Exchange[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reference-pre-draft-'));
  was = await serve();
  credential = await issueSvid(loadAuthority(was.issuer), { uriSans: [], subject: 'device-1' });
  runtime = new MemoryRuntime({ clock: systemClock });
});
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.stop()));
  exchanges.length = 0;
  await was.close();
  await rm(folder, { recursive: true });
});

const endpoint = (): URL => new URL(was.interfaces['pre-draft-2024']?.['test'] ?? '');

const serve = (changes: Partial<WasOptions> = {}): Promise<RunningWas> =>
  startWas({ dataDir: join(folder, 'was'), revisions: ['pre-draft-2024'], ...changes });

async function start(changes: Partial<DeviceOptions> = {}): Promise<SimulatedDevice> {
  const device = await createDevice({
    revision: preDraft(),
    endpoint: endpoint(),
    credential,
    trust: configuredTrust(was.anchorsPem),
    topology: { self: { capabilities: hostCapabilities('device-1'), runtime }, children: [] },
    state: new FileStateStore(join(folder, 'device')),
    cloneFolder: join(folder, 'clone'),
    clock: systemClock,
    seed: 1,
    schedule: { rateMs: 60_000 },
    onExchange: (exchange) => void exchanges.push(exchange),
    ...changes,
  });
  devices.push(device);
  return device;
}

function oauthOf(device: SimulatedDevice): OAuthEnrolment {
  const enrolment = device.state().enrolment?.enrolment;
  if (enrolment?.kind !== 'oauth') throw new Error('the device is not enrolled');
  return enrolment;
}

const running = (): readonly string[] => runtime.components().map(({ name, revision }) => `${name} ${revision}`);
const admit = (): Promise<unknown> => control(was, 'admit', { client: CLIENT });
const assign = (number: number, name: string): Promise<Record<string, unknown>> =>
  control(was, 'assign', {
    key: key(number),
    client: CLIENT,
    deviceId: 'device-1',
    deployment: ordered('1.0.0', name),
  });
const kindsOf = (device: SimulatedDevice, ...kinds: readonly DeviceEvent['kind'][]): readonly DeviceEvent[] =>
  device.events().filter(({ kind }) => kinds.includes(kind));

describe('a device of the pre-draft and the reference WAS', () => {
  it('live through onboarding, deployment, update, withdrawal and restart', async () => {
    let device = await start();
    expect(await device.pollOnce()).toMatchObject({ setback: { operation: 'onboard', reason: 'HTTP 403' } });
    await admit();
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(await control(was, 'devices', { client: CLIENT })).toMatchObject({ devices: [{ deviceId: 'device-1' }] });

    const { deploymentId } = await assign(1, 'first');
    const other = await assign(2, 'second');
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running()).toEqual(['db 1.0.0', 'web 1.0.0', 'db 1.0.0', 'web 1.0.0']);
    expect(await control(was, 'observe', { client: CLIENT, deploymentId })).toMatchObject({ state: 'installed' });
    const { accepted } = device.state();
    expect(accepted?.etag).toMatch(/^[0-9a-f]{40}$/);

    await device.stop();
    device = await start();
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(device.state().accepted).toEqual(accepted);
    expect(kindsOf(device, 'enrolled')).toEqual([]);

    await control(was, 'update', { client: CLIENT, deploymentId, deployment: ordered('1.1.0', 'first') });
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running().toSorted()).toEqual(['db 1.0.0', 'db 1.1.0', 'web 1.0.0', 'web 1.1.0']);
    expect(device.state().accepted?.version).toBe((accepted?.version ?? 0n) + 1n);

    await control(was, 'withdraw', { client: CLIENT, deploymentId });
    await control(was, 'withdraw', { client: CLIENT, deploymentId: other['deploymentId'] });
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running()).toEqual([]);
    expect(kindsOf(device, 'content-refused', 'status-refused', 'history-rewritten', 'foreign-document')).toEqual([]);
    expect(kindsOf(device, 'status-not-offered').length).toBeGreaterThan(0);
    expect(contactedOrigins(exchanges)).toEqual([endpoint().origin]);
    expect(exchanges.filter(({ request }) => request.method === 'GIT').length).toBeGreaterThan(3);
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
    const client = CLIENT;
    const { deploymentId } = await assign(1, 'first');
    await until(() => running().length === 2);
    await control(was, 'update', { client, deploymentId, deployment: ordered('1.1.0', 'first') });
    await until(() => running().join() === 'db 1.1.0,web 1.1.0');
    await control(was, 'withdraw', { client, deploymentId });
    await until(() => running().length === 0);
    expect(kindsOf(device, 'content-refused', 'status-refused', 'enrolment-lost')).toEqual([]);
  });

  it('renew a token of the repository that is refused, once', async () => {
    await admit();
    const device = await start();
    await device.pollOnce();
    const before = oauthOf(device).repository?.token;
    // Whoever onboards again ends what was handed out before.
    const twin = await start({ state: new MemoryStateStore(), cloneFolder: join(folder, 'twin') });
    await twin.pollOnce();
    await assign(1, 'first');
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running()).toEqual(['db 1.0.0', 'web 1.0.0']);
    expect(oauthOf(device).repository?.token).not.toBe(before);
    expect(kindsOf(device, 'enrolled')).toHaveLength(2);

    await control(was, 'retire', { client: CLIENT });
    const result = await twin.pollOnce();
    expect(result).toMatchObject({ setback: { operation: 'onboard', reason: 'HTTP 403' } });
    expect(running()).toEqual(['db 1.0.0', 'web 1.0.0']);
  });

  it('go on when the token of the repository has expired', async () => {
    await was.close();
    was = await serve({ preDraft: { repositoryTokenSeconds: 1 } });
    await admit();
    const device = await start();
    await device.pollOnce();
    // Each pass takes its time on the wire: the second is over after a few of them.
    while (kindsOf(device, 'enrolled').length < 2) expect(await device.pollOnce()).toEqual({ kind: 'done' });
    await assign(1, 'first');
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(running()).toEqual(['db 1.0.0', 'web 1.0.0']);
    expect(kindsOf(device, 'enrolment-lost')).toEqual([]);
  });

  it('go on when the token of the interface has expired', async () => {
    await was.close();
    was = await serve({ preDraft: { tokenSeconds: 1 } });
    await admit();
    // To its own clock, which stands still, no token ever ends.
    const device = await start({ clock: new VirtualClock(Date.now()) });
    const refused = (): readonly Exchange[] =>
      exchanges.filter(({ outcome }) => outcome.kind === 'response' && outcome.response.status === 401);
    for (let gigabytes = 1; refused().length === 0; gigabytes += 1) {
      const { properties, labels = {} } = hostCapabilities('device-1');
      const capabilities = { properties: { ...properties, storage: `${gigabytes} Gi` }, labels };
      device.changeTopology({ self: { capabilities, runtime }, children: [] });
      expect(await device.pollOnce()).toEqual({ kind: 'done' });
    }
    expect(exchanges.filter(({ request }) => request.path.endsWith('/token')).length).toBeGreaterThanOrEqual(2);
    expect(kindsOf(device, 'enrolled')).toHaveLength(1);
    expect(kindsOf(device, 'enrolment-lost')).toEqual([]);
  });

  it('begin anew where secret and tokens count no longer', async () => {
    await admit();
    const device = await start();
    await device.pollOnce();
    const before = oauthOf(device).clientSecret;
    const twin = await start({ state: new MemoryStateStore(), cloneFolder: join(folder, 'twin') });
    await twin.pollOnce();
    const capabilities = hostCapabilities('device-1');
    const changed = { ...capabilities, properties: { ...capabilities.properties, storage: '128 Gi' } };
    device.changeTopology({ self: { capabilities: changed, runtime }, children: [] });
    expect(await device.pollOnce()).toMatchObject({
      setback: { operation: 'report capabilities', clientUnknown: true, advice: { retryable: true } },
    });
    expect(kindsOf(device, 'enrolment-lost')).toHaveLength(1);
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    expect(oauthOf(device).clientSecret).not.toBe(before);
  });

  it('keep secrets in the file of the state, for its owner only, and out of everything that is told', async () => {
    await admit();
    const device = await start();
    await device.pollOnce();
    const { clientSecret, repository } = oauthOf(device);
    const secrets = [clientSecret, repository?.token ?? ''];
    const file = join(folder, 'device');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (const secret of secrets) {
      expect(await readFile(file, 'utf8')).toContain(secret);
      expect(stringifyJson(device.events())).not.toContain(secret);
    }
    const git = exchanges.filter(({ request }) => request.method === 'GIT');
    expect(git).not.toEqual([]);
    for (const name of await readdir(join(folder, 'clone'), { recursive: true, withFileTypes: true }))
      if (name.isFile())
        for (const secret of secrets)
          expect(await readFile(join(name.parentPath, name.name), 'latin1')).not.toContain(secret);
    for (const secret of secrets) expect(JSON.stringify(git)).not.toContain(secret);
  });
});
