import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseJson } from '../protocol/json.ts';
import type { DeviceOptions, SimulatedDevice } from './device.ts';
import type { Topology } from './gateway.ts';
import type { Runtime } from './runtimes/runtime.ts';
import { type Bench, bench, child } from './testing/a-device.test-support.ts';
import { gatewayCapabilities, hostCapabilities } from './testing/documents.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';
import { SmallWfm } from './testing/small-wfm.test-support.ts';

const ID = '33333333-3333-4333-8333-333333333333';

let pki: TestPki;
let wfm: SmallWfm;
let stand: Bench;
let device: SimulatedDevice | undefined;

beforeAll(async () => {
  pki = await testPki();
});
beforeEach(async () => {
  wfm = await SmallWfm.start(pki);
  stand = bench();
});
afterEach(async () => {
  await device?.stop();
  device = undefined;
  await wfm.close();
});

const gateway = (topology: Omit<Topology, 'self'>): Topology => ({
  self: { capabilities: gatewayCapabilities('gw'), runtime: null },
  ...topology,
});

async function poll(
  topology: Topology,
  deviceId: string,
  version = 1,
  options: Partial<DeviceOptions> = {},
): Promise<void> {
  await wfm.publish(version, [{ id: ID, deviceId }]);
  device ??= await stand.device(pki, wfm.url, { topology, ...options });
  await stand.clock.run(device.pollOnce());
}

async function again(): Promise<void> {
  if (!device) throw new Error('poll first');
  await stand.clock.run(device.pollOnce());
}

const lastStatus = (): unknown => parseJson(wfm.requests('POST', '').at(-1)?.body ?? 'null');

describe('a see-thru gateway', () => {
  it('reports itself first, then its children, parents before what is below them', async () => {
    const children = [
      child('gw/line/robot', stand.clock),
      child('gw/press', stand.clock),
      child('gw/line', stand.clock),
    ];
    await poll(gateway({ children }), 'gw/press');
    expect(wfm.requests('PUT', '').map(({ path }) => path.replace('/api/v1/capabilities/', ''))).toEqual([
      'gw',
      'gw/press',
      'gw/line',
      'gw/line/robot',
    ]);
    expect(JSON.parse(wfm.requests('PUT', '')[0]?.body ?? '')).toEqual(gatewayCapabilities('gw'));
  });

  it('deploys to the child that is named and reports for it', async () => {
    const [press, robot] = [child('gw/press', stand.clock), child('gw/robot', stand.clock)];
    await poll(gateway({ children: [press, robot] }), 'gw/robot');
    expect([press.runtime.components().length, robot.runtime.components().length]).toEqual([0, 1]);
    expect(lastStatus()).toMatchObject({ deviceId: 'gw/robot', status: { state: 'installed' } });
  });

  it('takes back a child that is gone', async () => {
    await poll(gateway({ children: [child('gw/press', stand.clock)] }), 'gw/*');
    device?.changeTopology(gateway({ children: [] }));
    await again();
    expect(wfm.requests('DELETE', '').map(({ path }) => path)).toEqual(['/api/v1/capabilities/gw/press']);
  });

  it('answers 101 for a child that it does not know', async () => {
    await poll(gateway({ children: [child('gw/press', stand.clock)] }), 'gw/none');
    expect(lastStatus()).toMatchObject({
      deviceId: 'gw/none',
      status: { state: 'failed', error: { code: '101', source: 'gw' } },
      components: [{ state: 'failed', error: { code: '101', source: 'gw' } }],
    });
  });

  it('answers 102 for a child that it does not reach, once, and deploys when it does', async () => {
    let up = false;
    const press = child('gw/press', stand.clock, { isReachable: () => up });
    await poll(gateway({ children: [press] }), 'gw/press');
    expect(lastStatus()).toMatchObject({ deviceId: 'gw/press', status: { error: { code: '102', source: 'gw' } } });
    await poll(gateway({ children: [press] }), 'gw/press');
    expect(wfm.statesOf(ID)).toEqual(['failed']);
    up = true;
    await again();
    expect(wfm.statesOf(ID)).toEqual(['failed', 'pending', 'installing', 'installed']);
    up = false;
    await wfm.publish(2, []);
    await again();
    expect(press.runtime.components()).toHaveLength(1);
    expect(lastStatus()).toMatchObject({ deviceId: 'gw/press', status: { error: { code: '102' } } });
    up = true;
    await again();
    expect(press.runtime.components()).toEqual([]);
    expect(wfm.statesOf(ID).at(-1)).toBe('removed');
  });

  it('chooses a child for a target that leaves it open, and stays with it', async () => {
    const small = child('gw/a', stand.clock, {
      capabilities: { properties: { ...hostCapabilities('gw/a').properties, supportedDeploymentTypes: ['helm'] } },
    });
    const fitting = child('gw/b', stand.clock);
    await poll(gateway({ children: [small, fitting] }), 'gw/*');
    expect(lastStatus()).toMatchObject({ deviceId: 'gw/b', status: { state: 'installed' } });
    device?.changeTopology(gateway({ children: [child('gw/0', stand.clock), small, fitting] }));
    await wfm.publish(2, [{ id: ID, deviceId: 'gw/*', components: [{ name: 'app', revision: '2.0.0' }] }]);
    await again();
    expect(fitting.runtime.components()[0]?.revision).toBe('2.0.0');
  });

  it.each([
    ['may not choose', { placesAutonomously: false }],
    ['has no child that fits', {}],
  ])('answers 103 where it %s', async (_name, options) => {
    const helm = {
      properties: { ...hostCapabilities('gw/a').properties, supportedDeploymentTypes: ['helm'] as const },
    };
    await poll(gateway({ children: [child('gw/a', stand.clock, { capabilities: helm })], ...options }), 'gw/*');
    expect(lastStatus()).toMatchObject({ status: { state: 'failed', error: { code: '103', source: 'gw' } } });
  });

  it('moves a deployment to another child and leaves nothing behind', async () => {
    const [a, b] = [child('gw/a', stand.clock), child('gw/b', stand.clock)];
    await poll(gateway({ children: [a, b] }), 'gw/a');
    await poll(gateway({ children: [a, b] }), 'gw/b', 2);
    expect([a.runtime.components().length, b.runtime.components().length]).toEqual([0, 1]);
  });

  it('does not move a deployment away from a child that it does not reach, until it does', async () => {
    let up = true;
    const [a, b] = [child('gw/a', stand.clock, { isReachable: () => up }), child('gw/b', stand.clock)];
    await poll(gateway({ children: [a, b] }), 'gw/a');
    up = false;
    await poll(gateway({ children: [a, b] }), 'gw/b', 2);
    expect(lastStatus()).toMatchObject({ deviceId: 'gw/a', status: { error: { code: '102', source: 'gw' } } });
    up = true;
    await again();
    expect([a.runtime.components().length, b.runtime.components().length]).toEqual([0, 1]);
    expect(lastStatus()).toMatchObject({ deviceId: 'gw/b', status: { state: 'installed' } });
  });

  it('that hosts nothing says so, and one that hosts deploys to itself', async () => {
    await poll(gateway({ children: [] }), 'gw');
    expect(lastStatus()).toMatchObject({
      status: { state: 'failed', error: { code: 'NOT_HOSTING', source: 'name-3333' } },
    });
    await device?.stop();
    device = undefined;
    const hosting = { self: { capabilities: hostCapabilities('gw'), runtime: stand.runtime }, children: [] };
    await poll(hosting, 'gw', 2);
    expect(stand.runtime.components()).toHaveLength(1);
  });
});

describe('a deployment that the device must not take', () => {
  it.each([
    [
      'NOT_ELIGIBLE',
      {
        eligibilityRules: [
          { labelSelector: { matchExpressions: [{ key: 'example.org/line', operator: 'In', values: ['b'] }] } },
        ],
      },
    ],
    ['INSUFFICIENT_CAPACITY', { capacityRequirements: { memory: '16Gi' } }],
  ])('%s', async (code, deviceConstraints) => {
    await wfm.publish(1, [{ id: ID, deviceId: 'device-1', deviceConstraints }]);
    device = await stand.device(pki, wfm.url);
    await stand.clock.run(device.pollOnce());
    expect(lastStatus()).toMatchObject({ status: { state: 'failed', error: { code } } });
    expect(stand.runtime.components()).toEqual([]);
  });
});

describe('what stays behind', () => {
  it('nothing, where an update was refused before the deployment is withdrawn', async () => {
    const components = [{ name: 'old' }];
    await wfm.publish(1, [{ id: ID, deviceId: 'device-1', components }]);
    device = await stand.device(pki, wfm.url);
    await again();
    const deviceConstraints = { capacityRequirements: { memory: '16Gi' } };
    await wfm.publish(2, [{ id: ID, deviceId: 'device-1', deviceConstraints }]);
    await again();
    expect(stand.runtime.components().map(({ name }) => name)).toEqual(['old']);
    await wfm.publish(3, []);
    await again();
    expect(stand.runtime.components()).toEqual([]);
    expect(wfm.statesOf(ID).at(-1)).toBe('removed');
  });

  it('nothing, where the runtime does not answer for a while', async () => {
    let answers = false;
    const { runtime } = stand;
    const flaky: Runtime = {
      installComponent: (...order) => runtime.installComponent(...order),
      updateComponent: (...order) => runtime.updateComponent(...order),
      removeComponent: (...order) => runtime.removeComponent(...order),
      list: () => (answers ? runtime.list() : Promise.reject(new Error('the daemon is gone'))),
    };
    await wfm.publish(1, [{ id: ID, deviceId: 'device-1' }]);
    const topology = { self: { capabilities: hostCapabilities('device-1'), runtime: flaky }, children: [] };
    device = await stand.device(pki, wfm.url, { topology });
    await again();
    expect(lastStatus()).toMatchObject({
      status: { error: { code: 'RUNTIME_UNAVAILABLE', message: 'the daemon is gone' } },
    });
    answers = true;
    await again();
    expect(wfm.statesOf(ID)).toEqual(['failed', 'pending', 'installing', 'installed']);
    answers = false;
    await wfm.publish(2, []);
    await again();
    expect(wfm.statesOf(ID).at(-1)).toBe('failed');
    answers = true;
    await again();
    expect(wfm.statesOf(ID).at(-1)).toBe('removed');
    expect(runtime.components()).toEqual([]);
  });
});
