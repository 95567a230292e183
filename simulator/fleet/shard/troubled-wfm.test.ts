import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IdentitySource } from '../identities/identity-source.ts';
import { readLatencies } from '../metrics/latencies.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { aPlan, someIdentities, wholeFleet } from '../testing/a-fleet.test-support.ts';
import { PlainWfm } from '../testing/plain-wfm.test-support.ts';
import { runSlice } from './run-slice.ts';

let identities: IdentitySource;
let wfm: PlainWfm;

beforeAll(async () => {
  identities = await someIdentities(20);
});
beforeEach(async () => {
  wfm = await PlainWfm.start();
});
afterEach(() => wfm.die());

const conduct: FleetPlan['conduct'] = {
  ...{ retryAfter: 'heeds', backoffBaseMs: 50, backoffMaxMs: 100 },
  requestMs: 2000,
};

describe('a slice and a WFM', () => {
  it('that pauses: the response times of all polls that were due meanwhile show it', async () => {
    const plan = aPlan({ devices: 5, durationMs: 1800, polling: { everyMs: 100, jitter: 0, hours: null } });
    const over = Promise.withResolvers<void>();
    const running = runSlice(wholeFleet(plan, [wfm.target], identities));
    while (wfm.polls().length < 10) await pause(5);
    wfm.pauseUntil(over.promise);
    await pause(1000);
    over.resolve();
    const { polls, operations, generator } = await running;
    const [response, service] = [readLatencies(polls.response), readLatencies(operations.poll?.service ?? '')];
    // Of about 17 polls a device, 10 were due while nothing was answered; one of them was under way.
    expect(generator.held).toBeGreaterThanOrEqual(5 * 7);
    expect(response.count).toBeGreaterThanOrEqual(generator.held);
    expect(response.at(60)).toBeGreaterThan(200_000);
    expect(service.at(60)).toBeLessThan(200_000);
  });

  it('that dies and comes back: says when, and goes on', async () => {
    const plan = aPlan({ durationMs: 1500, conduct, polling: { everyMs: 100, jitter: 0.1, hours: null } });
    const running = runSlice(wholeFleet(plan, [wfm.target], identities));
    while (wfm.polls().length < 20) await pause(5);
    await wfm.die();
    await pause(400);
    await wfm.listen();
    const before = wfm.polls().length;
    const { incidents, operations } = await running;
    expect(incidents.map(({ code }) => code)).toEqual(['WFM_UNREACHABLE', 'WFM_BACK']);
    expect(operations.poll?.errors).toBeGreaterThan(0);
    expect(operations.poll?.outcomes).toMatchObject({ CONNECTION_REFUSED: expect.any(Number) });
    expect(wfm.polls().length).toBeGreaterThan(before);
    // Nobody booted: capabilities are told once.
    expect(wfm.reports()).toHaveLength(10);
  });

  it('that hangs: each request ends, and the slice too', async () => {
    const plan = aPlan({ devices: 4, durationMs: 700, conduct: { ...conduct, requestMs: 200 } });
    wfm.pauseUntil(new Promise(() => undefined));
    const { operations, incidents } = await runSlice(wholeFleet(plan, [wfm.target], identities));
    expect(operations.report?.outcomes['TIMED_OUT']).toBeGreaterThanOrEqual(4);
    expect(operations.report?.outcomes['201']).toBeUndefined();
    expect(incidents).toMatchObject([{ code: 'WFM_UNREACHABLE' }, { code: 'WFM_STILL_UNREACHABLE' }]);
  });

  it('that answers garbage: counts it, and asks again', async () => {
    const server = await garbageServer();
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const target = { ...wfm.target, endpoint: `http://127.0.0.1:${port}` };
    const plan = aPlan({ devices: 3, durationMs: 500, conduct });
    const { operations, incidents } = await runSlice(wholeFleet(plan, [target], identities));
    expect(operations.report?.outcomes['MALFORMED_RESPONSE']).toBeGreaterThan(3);
    expect(operations.report?.errors).toBe(operations.report?.count);
    expect(incidents.filter(({ code }) => code === 'DEVICE_BROKE')).toEqual([]);
    server.close();
    await once(server, 'close');
  });

  it('that asks to wait: waits, or not, as the conduct says', async () => {
    wfm.override = ({ method }) => (method === 'PUT' ? { status: 503, headers: { 'retry-after': '60' } } : undefined);
    const plan = aPlan({ devices: 3, durationMs: 500, conduct });
    await runSlice(wholeFleet(plan, [wfm.target], identities));
    expect(wfm.reports()).toHaveLength(3);
    const hasty = { ...plan, conduct: { ...conduct, retryAfter: 'ignores' } } as const;
    await runSlice(wholeFleet(hasty, [wfm.target], identities));
    expect(wfm.reports().length).toBeGreaterThan(3 + 3);
  });
});

describe('a slice', () => {
  it('that is told to end leaves no socket behind', async () => {
    const ending = new AbortController();
    const plan = aPlan({ durationMs: 600_000 });
    const running = runSlice(wholeFleet(plan, [wfm.target], identities, { signal: ending.signal }));
    while (wfm.polls().length < 30) await pause(5);
    expect(wfm.openSockets).toBe(10);
    ending.abort();
    const { operations } = await running;
    await wfm.abandoned();
    expect(wfm.openSockets).toBe(0);
    expect(operations.poll?.errors).toBe(0);
  });

  it('that cannot write its logs says so and goes on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'logs-'));
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const plan = aPlan({ devices: 2, durationMs: 200 });
    const { incidents, operations } = await runSlice(wholeFleet(plan, [wfm.target], identities, { logFolder: file }));
    await rm(folder, { recursive: true });
    expect(incidents).toMatchObject([{ code: 'LOG_UNWRITABLE' }]);
    expect(operations.report?.count).toBe(2);
  });

  it('drops what is beyond the bounds of its plan, and makes up for it with the next poll', async () => {
    const bounds = { rate: 12, durationMs: 600_000, openConnections: 10_000 };
    const plan = aPlan({ devices: 20, durationMs: 500, bounds });
    const { generator } = await runSlice(wholeFleet(plan, [wfm.target], identities));
    expect(generator.dropped).toBeGreaterThan(0);
    expect(generator.intended).toBe(generator.begun + generator.held + generator.dropped);
  });

  it('without devices is over at once', async () => {
    const report = await runSlice(wholeFleet(aPlan({ devices: 0, durationMs: 600_000 }), [wfm.target], identities));
    expect(report).toMatchObject({ devices: 0, generator: { intended: 0 } });
  });
});

async function garbageServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
