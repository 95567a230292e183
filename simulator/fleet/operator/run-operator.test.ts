import { describe, expect, it } from 'vitest';
import { CodedError } from '../../errors/coded-error.ts';
import { admitAll } from './admit-all.ts';
import { canaryText } from './canary.ts';
import type { FleetMember, FleetOperator, Order } from './operator.ts';
import { readBack } from './read-back.ts';
import { type RunningOperator, runOperator } from './run-operator.ts';
import type { OperatorIntent } from './schedule.ts';

class Refused extends CodedError {
  override readonly name = 'Refused';
}

/** A WFM that answers when it is told to, or at once. */
class Desk implements FleetOperator {
  readonly supports: Set<string> = new Set(['admit', 'assign', 'update', 'withdraw', 'observe', 'devices']);
  readonly heard: string[] = [];
  readonly orders: Order[] = [];
  busy = 0;
  busiest = 0;
  /** Looks at the records until what was acknowledged shows. */
  lateLooks = 0;
  refuses: ((device: number) => boolean) | undefined;

  async #take(what: string, device: number): Promise<void> {
    this.heard.push(`${what} ${device}`);
    this.busy += 1;
    this.busiest = Math.max(this.busiest, this.busy);
    await new Promise((resolve) => setImmediate(resolve));
    this.busy -= 1;
    if (this.refuses?.(device)) throw new Refused('CONTROL_REFUSED', 'not this one');
  }

  admit = ({ device }: { readonly device: number }): Promise<void> => this.#take('admit', device);
  async assign(order: Order): Promise<string> {
    await this.#take('assign', order.client.device);
    this.orders.push(order);
    return `id-${order.key}`;
  }
  async update(order: Order & { readonly deploymentId: string }): Promise<void> {
    await this.#take('update', order.client.device);
    this.orders.push(order);
  }
  withdraw = ({ device }: { readonly device: number }): Promise<void> => this.#take('withdraw', device);
  async observe() {
    this.lateLooks -= 1;
    return { state: this.lateLooks >= 0 ? 'pending' : 'installed', components: [] };
  }
  devices = async () => [];
  close = async () => undefined;
}

const memberOf = (device: number): FleetMember => ({
  device,
  client: { certificate: `pem ${device}` },
  deviceId: `box-${device}`,
  type: 'helm',
});

const intent = (
  device: number,
  kind: OperatorIntent['kind'],
  ordinal: number,
  deployment = 0,
  at = 0,
): OperatorIntent => ({ at, device, kind, ordinal, deployment });

const canary = (device: number, ordinal: number): string => canaryText({ nonce: 'n', device, ordinal });

function start(operator: Desk, schedule: readonly OperatorIntent[], concurrency = 4): RunningOperator {
  const { signal } = new AbortController();
  return runOperator({
    schedule,
    operator,
    memberOf,
    nonce: 'n',
    concurrency,
    startAt: Date.now(),
    hearsWithinMs: 0,
    signal,
  });
}

describe('a running operator', () => {
  it('keeps the order of each device, bounds its calls, and has a key and a canary of its own for each', async () => {
    const desk = new Desk();
    const devices = Array.from({ length: 12 }, (_, device) => device);
    const schedule = [
      ...devices.map((device) => intent(device, 'assign', 0)),
      ...devices.map((device) => intent(device, 'update', 1)),
      ...devices.map((device) => intent(device, 'withdraw', 2)),
      ...devices.map((device) => intent(device, 'assign', 3, 1)),
    ];
    const run = start(desk, schedule, 3);
    await run.finished;
    expect(desk.busiest).toBe(3);
    for (const device of devices)
      expect(desk.heard.filter((call) => call.endsWith(` ${device}`)).map((call) => call.split(' ')[0])).toEqual([
        'assign',
        'update',
        'withdraw',
        'assign',
      ]);
    const ofFirst = desk.orders.filter(({ client }) => client.device === 0);
    expect(ofFirst.map((order) => order.canary)).toEqual([canary(0, 0), canary(0, 1), canary(0, 3)]);
    expect(new Set(ofFirst.map(({ key }) => key)).size).toBe(2);
    const { calls } = run.report();
    expect(calls.assign).toMatchObject({ intended: 24, outcomes: { done: 24 }, service: { count: 24 } });
    expect([...run.records()].filter(({ state }) => state === 'withdrawn')).toHaveLength(12);
  });

  it('asks again by the id of a client that its WFM had onboarded before the client heard of it', async () => {
    const desk = new Desk();
    let refusals = 0;
    const schedule = [intent(5, 'assign', 0)];
    const { signal } = new AbortController();
    const run = runOperator({
      ...{ schedule, memberOf, nonce: 'n', concurrency: 1, startAt: Date.now(), hearsWithinMs: 60_000, signal },
      operator: Object.assign(desk, {
        assign: async ({ client, key }: Order) => {
          if (client.client['id'] === 'given') return `id-${key}`;
          refusals += 1;
          run.enrolled(5, 'given');
          throw new Refused('CONTROL_REFUSED', 'named by its id');
        },
      }),
    });
    await run.finished;
    expect(refusals).toBe(1);
    expect(run.report()).toMatchObject({ calls: { assign: { outcomes: { done: 1 } } }, incidents: [] });
  });

  it('says once which verb is missing, and what was refused, and goes on', async () => {
    const desk = new Desk();
    desk.supports.delete('update');
    desk.refuses = (device) => device === 1;
    const schedule = [0, 1, 2].flatMap((device) => [intent(device, 'assign', 0), intent(device, 'update', 1)]);
    const run = start(desk, schedule);
    await run.finished;
    const { calls, incidents } = run.report();
    expect(incidents.map(({ code }) => code).sort()).toEqual(['CONTROL_REFUSED', 'CONTROL_UNSUPPORTED']);
    expect(calls.assign.outcomes).toEqual({ done: 2, CONTROL_REFUSED: 1 });
    expect(calls.update.intended).toBe(3);
    expect(desk.heard.some((call) => call.startsWith('update'))).toBe(false);
  });

  it('times what devices take up, whatever comes first, and tells what is not theirs', async () => {
    const desk = new Desk();
    const run = start(desk, [intent(0, 'assign', 0), intent(1, 'assign', 0), intent(2, 'assign', 0)]);
    run.adopted({ device: 1, canary: canary(1, 0), at: 5 });
    await run.finished;
    run.adopted({ device: 0, canary: canary(0, 0), at: 60_000_000 });
    run.adopted({ device: 2, canary: canary(0, 0), at: 60_000_000 });
    const { adoption, unadopted, strays } = run.report();
    expect(adoption.count).toBe(2);
    expect(unadopted).toBe(1);
    expect(strays).toEqual([{ device: 2, canary: canary(0, 0), at: 60_000_000 }]);
  });

  it('names a client by what onboarding has given it', async () => {
    const desk = new Desk();
    const run = start(desk, [intent(0, 'assign', 0, 0, 20_000)]);
    run.enrolled(0, 'client-7');
    await run.finished;
    expect(desk.orders[0]?.client.client).toEqual({ certificate: 'pem 0', id: 'client-7' });
  });

  it('begins nothing more when it is stopped', async () => {
    const stop = new AbortController();
    const desk = new Desk();
    const schedule = [intent(0, 'assign', 0), intent(1, 'assign', 0, 0, 3_600_000_000)];
    const common = { operator: desk, memberOf, nonce: 'n', concurrency: 1, startAt: Date.now() };
    const run = runOperator({ ...common, schedule, signal: stop.signal });
    stop.abort();
    await run.finished;
    expect(desk.heard).not.toContain('assign 1');
  });
});

describe('admitting a fleet', () => {
  it('admits all, side by side, and counts those that were refused', async () => {
    const desk = new Desk();
    desk.refuses = (device) => device % 10 === 3;
    const clients = Array.from({ length: 40 }, (_, device) => memberOf(device));
    const seen: number[] = [];
    const admission = await admitAll({
      operator: desk,
      clients,
      concurrency: 8,
      onProgress: (count) => seen.push(count),
    });
    expect(admission).toMatchObject({ admitted: 36, failed: { CONTROL_REFUSED: 4 } });
    expect(seen.at(-1)).toBe(36);
    expect(desk.busiest).toBe(8);
  });

  it('says so where the hook cannot', async () => {
    const desk = new Desk();
    desk.supports.clear();
    const admission = await admitAll({ operator: desk, clients: [memberOf(0)], concurrency: 1 });
    expect(admission.firstFailure).toMatch(/^CONTROL_UNSUPPORTED/);
  });
});

describe('reading records back', () => {
  it.each([
    ['waits for what shows late', 2, 5000, 0],
    ['tells what never shows', 1e9, 120, 1],
  ])('%s', async (_what, lateLooks, withinMs, found) => {
    const desk = new Desk();
    desk.lateLooks = lateLooks;
    const report = {
      device: 0,
      deploymentId: 'd',
      state: 'installed',
      components: [],
      adoptedManifestVersion: null,
      at: 1,
    };
    const result = await readBack({
      operator: desk,
      memberOf,
      records: [{ device: 0, deploymentId: 'd', state: 'assigned', report }],
      devices: [],
      concurrency: 2,
      withinMs,
      signal: new AbortController().signal,
      judge: {
        deployment: (_member, { report: told }, seen) =>
          seen?.state === told?.state
            ? []
            : [{ requirement: 'USR-002', severity: 'warn', position: null, expected: '', received: seen?.state ?? '' }],
        devices: () => [],
      },
    });
    expect(result.findings).toHaveLength(found);
    expect(result.deployments).toBe(1);
  });
});
