import { type JsonValue, parseJson } from '../../protocol/json.ts';
import { rc3 } from '../../protocol/rc3/revision.ts';
import { createDevice, type SimulatedDevice } from '../device.ts';
import { DeviceError } from '../device-error.ts';
import { idOf } from '../gateway.ts';
import { correctRules } from '../rules.ts';
import { MemoryRuntime } from '../runtimes/memory.ts';
import type { Runtime, RuntimeComponent } from '../runtimes/runtime.ts';
import { MemoryStateStore } from '../state/memory-store.ts';
import { gatewayCapabilities, hostCapabilities, type OrderedDeployment } from '../testing/documents.test-support.ts';
import type { TestPki } from '../testing/pki.test-support.ts';
import { SmallWfm } from '../testing/small-wfm.test-support.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { configuredTrust } from '../trust/trust-source.ts';
import { plantDefect } from './index.ts';

/** What a device did in its life, seen from outside: on the wire, and at the machines behind it. */
export interface Life {
  readonly statuses: readonly Reported[];
  readonly operations: readonly Operation[];
  /** What ran on which machine after each step. */
  readonly running: readonly (readonly string[])[];
}

interface Reported {
  readonly deploymentId: string;
  readonly deviceId?: string;
  readonly adoptedManifestVersion: number;
  readonly status: { readonly state: string };
  readonly components: readonly { readonly name: string; readonly state: string }[];
}

export interface Operation {
  readonly machine: string;
  readonly kind: 'install' | 'update' | 'remove';
  readonly deploymentId: string;
  readonly name: string;
  readonly revision?: string;
  readonly wait?: boolean;
  readonly timeoutMs?: number;
  readonly values?: RuntimeComponent['values'];
}

export const FIRST = '11111111-1111-4111-8111-111111111111';
export const SECOND = '22222222-2222-4222-8222-222222222222';
export const THIRD = '33333333-3333-4333-8333-333333333333';

const first = (revision: string, size: JsonValue): OrderedDeployment => ({
  id: FIRST,
  deviceId: 'gateway/a',
  components: [{ name: 'db', revision }, { name: 'web' }],
  parameters: {
    size: { value: size, targets: [{ pointer: 'size', components: ['db'] }] },
    secure: { value: true, targets: [{ pointer: 'tls.on', components: ['db'] }] },
    title: { value: 'hello', targets: [{ pointer: 'title', components: ['web'] }] },
  },
});
const second: OrderedDeployment = { id: SECOND, deviceId: 'gateway/b', components: [{ name: 'db' }] };
const namesake: OrderedDeployment = { ...second, deviceId: 'gateway/a' };
/** Its second component always fails. */
const third: OrderedDeployment = {
  id: THIRD,
  deviceId: 'gateway/b',
  components: [{ name: 'ok' }, { name: 'bad' }],
};

/**
 * One eventful life of a gateway with two children: install, update, an idle poll, a failure, a crash amid an update, a
 * restart with statuses unsent, removals, and a manifest of the past. With a fault planted, or none.
 */
export async function live(pki: TestPki, defect: string | null): Promise<Life> {
  const wfm = await SmallWfm.start(pki);
  const clock = new VirtualClock(Date.now());
  const operations: Operation[] = [];
  const machine = (id: string) => {
    const runtime = new MemoryRuntime({
      clock,
      script: (_operation, { name }) => (name === 'bad' ? { failure: { code: 'X', message: 'it cannot run' } } : {}),
    });
    return { capabilities: hostCapabilities(id), runtime: watched(id, runtime, operations), plain: runtime };
  };
  const children = [machine('gateway/a'), machine('gateway/b')];
  const memory = new MemoryStateStore();
  let savesLeft = Number.POSITIVE_INFINITY;
  const start = (): Promise<SimulatedDevice> =>
    createDevice({
      endpoint: wfm.url,
      credential: pki.client,
      trust: configuredTrust([pki.root.certificatePem]),
      clock,
      seed: 7,
      schedule: { rateMs: 60_000 },
      ...plantDefect(defect, {
        revision: rc3,
        topology: { self: { capabilities: gatewayCapabilities('gateway'), runtime: null }, children },
        state: {
          load: () => memory.load(),
          save: async (state) => {
            if (savesLeft-- <= 0) throw new DeviceError('STATE_UNWRITABLE', 'the power is gone');
            await memory.save(state);
          },
        },
        rules: correctRules,
      }),
    });
  const running: string[][] = [];
  let device = await start();
  const poll = async (): Promise<void> => {
    await clock.run(device.pollOnce());
    running.push(
      children.flatMap((child) =>
        child.plain
          .components()
          .map(({ deploymentId, name, revision }) => `${idOf(child)} ${deploymentId[0]} ${name} ${revision}`),
      ),
    );
  };
  const restart = async (): Promise<void> => {
    await device.stop();
    device = await start();
  };
  try {
    await wfm.publish(3, [first('1.0.0', 5), second]);
    await poll();
    await wfm.publish(5, [first('2.0.0', 6), second, third]);
    await poll();
    await poll();
    await wfm.publish(7, [first('3.0.0', 7), second, third]);
    // Adopted, begun, and `installing` written down; then the power goes.
    savesLeft = 4;
    await clock.run(device.pollOnce().catch(() => undefined));
    savesLeft = Number.POSITIVE_INFINITY;
    await restart();
    await poll();
    wfm.override = ({ method }) => (method === 'POST' ? { status: 503 } : undefined);
    await wfm.publish(9, [first('4.0.0', 7), namesake]);
    await poll();
    wfm.override = () => undefined;
    await restart();
    await wfm.publish(11, [namesake]);
    await poll();
    await wfm.publish(10, []);
    await poll();
    await poll();
  } finally {
    await device.stop();
    await wfm.close();
  }
  return { statuses: wfm.requests('POST', '').map(({ body }) => reported(body)), operations, running };
}

/** Writes down what is asked of a machine. */
function watched(machine: string, runtime: Runtime, operations: Operation[]): Runtime {
  const noted = (
    kind: 'install' | 'update',
    { deploymentId, name, revision, wait, timeoutMs, values }: RuntimeComponent,
  ): void => {
    operations.push({ machine, kind, deploymentId, name, revision, wait, timeoutMs, values });
  };
  return {
    installComponent: (component, signal) => {
      noted('install', component);
      return runtime.installComponent(component, signal);
    },
    updateComponent: (component, signal) => {
      noted('update', component);
      return runtime.updateComponent(component, signal);
    },
    removeComponent: (component, signal) => {
      operations.push({ machine, kind: 'remove', deploymentId: component.deploymentId, name: component.name });
      return runtime.removeComponent(component, signal);
    },
    list: () => runtime.list(),
  };
}

function reported(body: string): Reported {
  parseJson(body);
  return JSON.parse(body);
}
