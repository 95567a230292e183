import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemType } from '../protocol/problem-types.ts';
import type { SimulatedDevice } from './device.ts';
import type { DeviceEvent } from './events.ts';
import { type Bench, bench } from './testing/a-device.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';
import { type Answer, SmallWfm } from './testing/small-wfm.test-support.ts';

const ID = '44444444-4444-4444-8444-444444444444';

let pki: TestPki;
let wfm: SmallWfm;
let stand: Bench;
let device: SimulatedDevice;
beforeAll(async () => {
  pki = await testPki();
});
beforeEach(async () => {
  wfm = await SmallWfm.start(pki);
  await wfm.publish(1, []);
  stand = bench();
});
afterEach(async () => {
  await device.stop();
  await wfm.close();
});

const until = (kind: DeviceEvent['kind']): Promise<DeviceEvent> =>
  stand.clock.run(device.nextEvent((event) => event.kind === kind));

const problem = (status: number, members: object, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({ type: 'about:blank', title: 'no', status, ...members }),
});

const onPoll = (answer: Answer) => {
  wfm.override = ({ method, path }) => (method === 'GET' && path === '/api/v1/deployments' ? answer : undefined);
};

describe('after an error', () => {
  it('waits at least as long as Retry-After says', async () => {
    device = await stand.device(pki, wfm.url);
    onPoll(
      problem(
        503,
        { retryable: true, backoffStrategy: 'exponential', retryAfterSeconds: 1 },
        { 'retry-after': '7200' },
      ),
    );
    device.start();
    const setback = await until('setback');
    wfm.override = () => undefined;
    const next = await until('manifest-carried-out');
    expect(next.at - setback.at).toBeGreaterThanOrEqual(7_200_000);
    expect(next.at - setback.at).toBeLessThan(7_300_000);
  });

  it('backs off further and further while it goes on, and starts over after a success', async () => {
    device = await stand.device(pki, wfm.url, { backoff: { baseMs: 1_000, maxMs: 60_000 } });
    onPoll({ status: 500 });
    device.start();
    for (let attempt = 0; attempt < 9; attempt += 1) await until('setback');
    wfm.override = () => undefined;
    await until('manifest-unchanged');
    onPoll({ status: 500 });
    await until('setback');
    const delays = device.events().flatMap((event) => (event.kind === 'setback' ? [event.retryInMs] : []));
    for (const [index, delay] of delays.slice(0, 9).entries()) {
      const ceiling = Math.min(1_000 * 2 ** index, 60_000);
      expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
      expect(delay).toBeLessThanOrEqual(ceiling);
    }
    expect(delays[9]).toBeLessThanOrEqual(1_000);
  });

  it('that is not retryable, waits for the next regular poll', async () => {
    device = await stand.device(pki, wfm.url, { schedule: { rateMs: 600_000, jitter: 0 } });
    onPoll(problem(403, { type: problemType('not-authorized'), retryable: false, backoffStrategy: 'none' }));
    device.start();
    expect(await until('setback')).toMatchObject({ operation: 'read desired state', retryInMs: 600_000 });
  });

  it('in a downtime window, counts nothing and tries nothing early', async () => {
    const now = stand.clock.now();
    const downtimes = [{ from: now, until: now + 3_600_000 }];
    await wfm.close();
    device = await stand.device(pki, wfm.url, { schedule: { rateMs: 600_000, jitter: 0, downtimes } });
    device.start();
    const setback = await until('setback');
    const ignored = device.events().filter(({ kind }) => kind === 'setback-ignored');
    expect(ignored.map(({ at }) => at - now)).toEqual([0, 600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000]);
    expect(setback).toMatchObject({ at: now + 3_600_000, reason: 'CONNECTION_REFUSED' });
    wfm = await SmallWfm.start(pki);
  });
});

describe('the polling period', () => {
  it('has no poll outside its hours', async () => {
    device = await stand.device(pki, wfm.url, { schedule: { rateMs: 1_800_000, hours: { from: 22, to: 2 } } });
    device.start();
    for (let poll = 0; poll < 12; poll += 1) await until('manifest-unchanged');
    const hours = device
      .events()
      .flatMap(({ kind, at }) => (kind === 'manifest-unchanged' ? [new Date(at).getUTCHours()] : []));
    for (const hour of hours) expect([22, 23, 0, 1]).toContain(hour);
  });
});

describe('statuses', () => {
  it('wait in order while they cannot be delivered', async () => {
    await wfm.publish(2, [{ id: ID, deviceId: 'device-1' }]);
    device = await stand.device(pki, wfm.url);
    wfm.override = ({ method }) => (method === 'POST' ? { status: 503, headers: { 'retry-after': '1' } } : undefined);
    expect(await stand.clock.run(device.pollOnce())).toMatchObject({ setback: { operation: 'report status' } });
    expect(device.state().outbox).toHaveLength(3);
    expect(stand.runtime.components()).toHaveLength(1);
    const refused = wfm.statesOf(ID).length;
    wfm.override = () => undefined;
    await stand.clock.run(device.pollOnce());
    expect(wfm.statesOf(ID).slice(refused)).toEqual(['pending', 'installing', 'installed']);
  });

  it('that are refused for what they say do not hold up others', async () => {
    await wfm.publish(2, [{ id: ID, deviceId: 'device-1' }]);
    device = await stand.device(pki, wfm.url);
    wfm.override = ({ method, body }) =>
      method === 'POST' && body.includes('"state":"pending"')
        ? problem(422, { type: problemType('semantic-error'), retryable: false })
        : undefined;
    await stand.clock.run(device.pollOnce());
    expect(device.events()).toContainEqual(expect.objectContaining({ kind: 'status-refused', reason: 'HTTP 422' }));
    expect(device.state().outbox).toEqual([]);
  });

  it('of a client that is not accepted now stay for later', async () => {
    await wfm.publish(2, [{ id: ID, deviceId: 'device-1' }]);
    device = await stand.device(pki, wfm.url);
    wfm.override = ({ method }) =>
      method === 'POST' ? problem(403, { type: problemType('not-authorized') }) : undefined;
    await stand.clock.run(device.pollOnce());
    expect(device.state().outbox).toHaveLength(3);
  });
});

describe('capabilities', () => {
  it('come before anything else, and nothing else comes while they cannot be delivered', async () => {
    wfm.override = ({ method }) => (method === 'PUT' ? { status: 503 } : undefined);
    device = await stand.device(pki, wfm.url);
    await stand.clock.run(device.pollOnce());
    expect(wfm.received.map(({ method }) => method)).toEqual(['PUT']);
  });

  it('that are refused for what they say are not repeated, and do not stop the polling', async () => {
    wfm.override = ({ method }) => (method === 'PUT' ? { status: 422 } : undefined);
    device = await stand.device(pki, wfm.url);
    await stand.clock.run(device.pollOnce());
    await stand.clock.run(device.pollOnce());
    expect(wfm.received.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET']);
    expect(device.events()[0]).toMatchObject({ kind: 'capabilities-refused', reason: 'HTTP 422' });
  });
});

describe('a started device', () => {
  it('is not polled by hand, and stops in the middle of a deployment to go on later', async () => {
    await wfm.publish(2, [{ id: ID, deviceId: 'device-1' }]);
    const slow = bench(() => ({ delayMs: 200_000 }));
    device = await slow.device(pki, wfm.url);
    const installing = device.nextEvent((event) => event.kind === 'deployment' && event.state === 'installing');
    device.start();
    await expect(device.pollOnce()).rejects.toThrow(/^DEVICE_RUNNING/);
    await installing;
    await device.stop();
    expect(device.state()).toMatchObject({ adopting: { version: 2n }, applied: [{ stage: 'applying' }] });
    expect(slow.runtime.components()).toEqual([]);
  });
});
