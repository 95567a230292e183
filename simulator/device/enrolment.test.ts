import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boolean, constant, assert as fcAssert, oneof, option, property, record, string } from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { rc2, readRc2Dialect } from '../protocol/rc2/revision.ts';
import type { Enrolment } from '../protocol/revision.ts';
import type { SimulatedDevice } from './device.ts';
import type { DeviceEvent } from './events.ts';
import { type DeviceState, INITIAL_STATE } from './state/device-state.ts';
import { FileStateStore } from './state/file-store.ts';
import { MemoryStateStore } from './state/memory-store.ts';
import { decodeState, encodeState } from './state/state-codec.ts';
import { bench, child } from './testing/a-device.test-support.ts';
import { hostCapabilities } from './testing/documents.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.test-support.ts';
import { type Answer, manifestAnswer, type Received } from './testing/small-wfm.test-support.ts';

let pki: TestPki;
beforeAll(async () => {
  pki = await testPki();
});

const STATUS = { deploymentId: 'd', body: '{"deploymentId":"d","status":{"state":"installed"},"components":[]}' };

const clientId = (id: string): Enrolment => ({ kind: 'client-id', clientId: id });

/** Takes in whom it asks, as the clients named one after the other, the last one for ever. */
const takingIn = (...ids: readonly string[]): ((request: Received) => Answer | undefined) => {
  let next = 0;
  return ({ path }) => {
    if (!path.endsWith('/onboarding')) return undefined;
    const id = ids[Math.min(next, ids.length - 1)];
    next += 1;
    return { status: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ clientId: id }) };
  };
};

/** An honest WFM to clients it knows; everybody else is answered 401. */
const knowing =
  (id: string) =>
  ({ method, path }: Received): Answer => {
    if (!path.includes(`/clients/${id}/`)) return { status: 401 };
    if (method !== 'GET') return { status: path.includes('/deployments/') ? 200 : 201 };
    return manifestAnswer('{"manifestVersion":1,"bundle":null,"deployments":[]}');
  };

async function made(
  server: ScriptedServer,
  state: Partial<DeviceState> = {},
): Promise<{ readonly device: SimulatedDevice; readonly clock: ReturnType<typeof bench>['clock'] }> {
  const { clock, device: make } = bench();
  const store = new MemoryStateStore();
  await store.save({ ...INITIAL_STATE, ...state });
  const endpoint = new URL(server.origin);
  const backoff = { baseMs: 1_000, maxMs: 64_000 };
  const device = await make(pki, endpoint, { revision: rc2(), state: store, backoff });
  onTestFinished(() => device.stop());
  return { device, clock };
}

const of = <Kind extends DeviceEvent['kind']>(device: SimulatedDevice, kind: Kind): readonly DeviceEvent[] =>
  device.events().filter((event) => event.kind === kind);

describe('a client that is not known', () => {
  it('is taken in again and again ever more seldom', async () => {
    const onboarding = takingIn('somebody');
    const server = await scriptedServer(pki, (request) => onboarding(request) ?? { status: 401 });
    const { device, clock } = await made(server);
    device.start();
    let lost = 0;
    await clock.run(
      device.nextEvent(({ kind }) => {
        if (kind === 'enrolment-lost') lost += 1;
        return lost === 12;
      }),
    );
    const at = of(device, 'enrolled').map((event) => event.at);
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    for (const [index, pause] of pauses.entries())
      expect(pause).toBeGreaterThanOrEqual(Math.min(64_000, 1_000 * 2 ** index) / 2);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(64_000);
    expect(of(device, 'enrolled')).toHaveLength(12);
  });

  it('keeps what it has to say until it is known again, and reports itself anew', async () => {
    const onboarding = takingIn('known');
    const server = await scriptedServer(pki, (request) => onboarding(request) ?? knowing('known')(request));
    const endpoint = server.origin;
    const { device, clock } = await made(server, {
      outbox: [STATUS],
      reportedDevices: ['device-1'],
      accepted: { version: 7n, etag: '"x"' },
      enrolment: { endpoint: `${endpoint}/`, enrolment: clientId('former'), isCurrent: true },
    });
    expect(await clock.run(device.pollOnce())).toMatchObject({ setback: { reason: 'HTTP 401', clientUnknown: true } });
    expect(device.state().outbox).toEqual([STATUS]);
    expect(await clock.run(device.pollOnce())).toEqual({ kind: 'done' });
    expect(device.state()).toMatchObject({
      outbox: [],
      accepted: { version: 1n },
      reportedDevices: ['device-1'],
      enrolment: { enrolment: clientId('known'), isCurrent: true },
    });
    const asked = server.received.map(({ method, path }) => `${method} ${path.split('/').slice(3).join('/')}`);
    expect(asked).toEqual([
      'PUT clients/former/capabilities/device-1',
      'POST onboarding',
      'POST clients/known/capabilities/device-1',
      'POST clients/known/deployments/d/status',
      'GET clients/known/deployments',
    ]);
  });

  it('goes on with its manifests where it is taken in as who it was', async () => {
    const onboarding = takingIn('same');
    const server = await scriptedServer(pki, (request) => onboarding(request) ?? knowing('same')(request));
    const { device, clock } = await made(server, {
      accepted: { version: 7n, etag: '"x"' },
      enrolment: { endpoint: `${server.origin}/`, enrolment: clientId('same'), isCurrent: false },
    });
    expect(await clock.run(device.pollOnce())).toEqual({ kind: 'done' });
    expect(device.state().accepted?.version).toBe(7n);
    expect(device.events()).toContainEqual(
      expect.objectContaining({ kind: 'content-refused', code: 'VERSION_NOT_INCREASING' }),
    );
  });

  it('says nothing to one endpoint that was meant for another', async () => {
    const onboarding = takingIn('here');
    const server = await scriptedServer(pki, (request) => onboarding(request) ?? knowing('here')(request));
    const { device, clock } = await made(server, {
      outbox: [STATUS],
      accepted: { version: 7n, etag: '"x"' },
      enrolment: { endpoint: 'https://production.example/', enrolment: clientId('there'), isCurrent: true },
    });
    expect(await clock.run(device.pollOnce())).toEqual({ kind: 'done' });
    expect(of(device, 'enrolment-lost')).toMatchObject([{ reason: 'ANOTHER_ENDPOINT' }]);
    expect(device.state().accepted?.version).toBe(1n);
    expect(server.received.filter(({ path }) => path.includes('there') || path.endsWith('/status'))).toEqual([]);
  });

  it.each<[string, Answer, object]>([
    ['refused', { status: 403 }, { reason: 'HTTP 403', advice: { retryable: false } }],
    ['put off', { status: 503, headers: { 'retry-after': '7' } }, { advice: { retryable: true, waitMs: 7_000 } }],
    ['answered without an id', { status: 201, body: '{}' }, { reason: 'ANSWER_INVALID', advice: { retryable: false } }],
    ['answered without sense', { status: 201, body: '<html>' }, { reason: 'ANSWER_INVALID' }],
    ['sent elsewhere', { status: 308, headers: { location: '/other' } }, { reason: 'HTTP 308' }],
  ])('has a setback and asks for nothing else where its onboarding is %s', async (_name, answer, setback) => {
    const server = await scriptedServer(pki, () => answer);
    const { device, clock } = await made(server);
    expect(await clock.run(device.pollOnce())).toMatchObject({ setback: { operation: 'onboard', ...setback } });
    expect(server.received.map(({ path }) => path)).toEqual(['/api/v1/onboarding']);
    expect(device.state().enrolment).toBeNull();
  });
});

describe('a client of a dialect without gateways and removal', () => {
  it('reports its own device only, and takes back none', async () => {
    const onboarding = takingIn('plain');
    const server = await scriptedServer(pki, (request) => onboarding(request) ?? knowing('plain')(request));
    const { clock, topology, device: make } = bench();
    const revision = rc2(readRc2Dialect({ base: 'O1' }));
    const device = await make(pki, new URL(server.origin), { revision });
    onTestFinished(() => device.stop());
    device.changeTopology({ ...topology, children: [child('device-1/child', clock)] });
    await clock.run(device.pollOnce());
    expect(device.state().reportedDevices).toEqual(['device-1']);
    device.changeTopology({ self: { ...topology.self, capabilities: hostCapabilities('device-2') }, children: [] });
    for (let pass = 0; pass < 3; pass += 1) expect(await clock.run(device.pollOnce())).toEqual({ kind: 'done' });
    expect(of(device, 'removal-not-offered')).toMatchObject([{ deviceId: 'device-1' }]);
    expect(server.received.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});

describe('what was handed out', () => {
  const enrolment = oneof(
    constant<Enrolment>({ kind: 'none' }),
    string().map(clientId),
    record({
      kind: constant('oauth' as const),
      clientId: string(),
      clientSecret: string(),
      tokenUrl: string(),
      repository: option(record({ url: string(), token: string() })),
    }),
  );

  it('is read from the state as it was written, whatever is in it', async () => {
    await fcAssert(
      property(enrolment, string(), boolean(), (given, endpoint, isCurrent) => {
        const state = { ...INITIAL_STATE, enrolment: { endpoint, enrolment: given, isCurrent } };
        expect(decodeState(encodeState(state))).toEqual(state);
      }),
      { seed: 2 },
    );
  });

  it('is nothing in a file of before', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'enrolment-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'state');
    await writeFile(path, FORMER_FILE);
    expect(await new FileStateStore(path).load()).toEqual(INITIAL_STATE);
  });
});

/** As a device wrote it that knew no onboarding. */
const FORMER_FILE = `waspect-device-state/1 sha256:73c138c5cbf57634c3c18e34926cb7d4431e6220ba2cbccfedeb3a7bf26bbec8
{"accepted":null,"adopting":null,"desired":[],"applied":[],"outbox":[],"reportedDevices":[]}
`;
