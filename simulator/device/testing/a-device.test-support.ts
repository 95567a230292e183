import { rc3 } from '../../protocol/rc3/revision.ts';
import { createDevice, type DeviceOptions, type SimulatedDevice } from '../device.ts';
import type { Host, Topology } from '../gateway.ts';
import { MemoryRuntime, type Script } from '../runtimes/memory.ts';
import { MemoryStateStore } from '../state/memory-store.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { configuredTrust } from '../trust/trust-source.ts';
import { hostCapabilities } from './documents.test-support.ts';
import type { TestPki } from './pki.test-support.ts';

export interface Bench {
  readonly clock: VirtualClock;
  readonly runtime: MemoryRuntime;
  readonly topology: Topology;
  /** A device on this bench; a second one finds the runtime of the first. */
  device(pki: TestPki, endpoint: URL, changes?: Partial<DeviceOptions>): Promise<SimulatedDevice>;
}

/** A clock, a runtime and a plain device `device-1`. */
export function bench(script: Script = () => ({})): Bench {
  const clock = new VirtualClock(Date.now());
  const runtime = new MemoryRuntime({ clock, script });
  const topology = { self: { capabilities: hostCapabilities('device-1'), runtime }, children: [] };
  return {
    clock,
    runtime,
    topology,
    device: (pki, endpoint, changes = {}) =>
      createDevice({
        revision: rc3,
        endpoint,
        credential: pki.client,
        trust: configuredTrust([pki.root.certificatePem]),
        topology,
        state: new MemoryStateStore(),
        clock,
        seed: 7,
        schedule: { rateMs: 60_000 },
        ...changes,
      }),
  };
}

export const child = (
  id: string,
  clock: VirtualClock,
  changes: Partial<Host> = {},
): Host & { runtime: MemoryRuntime } => ({
  capabilities: hostCapabilities(id),
  ...changes,
  runtime: new MemoryRuntime({ clock }),
});
