import { idOf, isReachable } from '../gateway.ts';
import type { ComponentKey, Runtime } from '../runtimes/runtime.ts';
import type { AppliedDeployment } from '../state/device-state.ts';
import { DEFAULT_TIMEOUT_MS } from './components.ts';
import { type Crew, componentsOn, hostNamed, step } from './crew.ts';
import { unreachable } from './placement.ts';
import type { Refusal } from './refuse.ts';

/** A deployment that moves leaves nothing behind; where its former device is away, it waits. */
export async function leaveFormerDevice(
  crew: Crew,
  former: AppliedDeployment | undefined,
  deviceId: string,
): Promise<Refusal | undefined> {
  if (!former || former.deviceId === null || former.deviceId === deviceId) return undefined;
  const host = hostNamed(crew.topology, former.deviceId);
  if (!host?.runtime) return undefined;
  if (host !== crew.topology.self && !isReachable(host)) return unreachable(idOf(host), crew.topology);
  return removeComponents(crew, host.runtime, await componentsOn(host, former.deploymentId));
}

/** Removes components that no status speaks of, the last first; answers the first failure. */
export async function removeComponents(
  crew: Crew,
  runtime: Runtime,
  components: readonly ComponentKey[],
): Promise<Refusal | undefined> {
  for (const component of [...components].reverse()) {
    const result = await step(crew, DEFAULT_TIMEOUT_MS, (signal) => runtime.removeComponent(component, signal));
    if (result.kind === 'failed') return { ...result.failure, source: null, deviceId: null, passing: false };
  }
  return undefined;
}
