import { isReachable } from '../gateway.ts';
import type { DeviceState } from '../state/device-state.ts';
import { apply } from './apply.ts';
import { type Crew, componentsOn, hostNamed } from './crew.ts';
import { plan } from './plan.ts';
import { remove } from './remove.ts';

/**
 * Brings the actual to the desired state, as far as it comes: a failure ends only its own deployment. Repeating it
 * continues where a crash has left off.
 * @throws Stopped when the device stops; DeviceError STATE_UNWRITABLE
 */
export async function reconcile(crew: Crew, version: bigint, retryStuck: boolean): Promise<void> {
  const { desired, applied } = crew.journal.state;
  for (const action of plan(desired, applied, { drifted: await driftedDeployments(crew), retryStuck })) {
    if (action.kind === 'remove') await remove(crew, action.applied, version);
    else await apply(crew, action.desired, action.kind === 'update' ? action.applied : undefined, version);
  }
}

/** Installed deployments of which a component has gone, say because the runtime was wiped. */
async function driftedDeployments({ journal, topology }: Crew): Promise<ReadonlySet<string>> {
  const drifted = new Set<string>();
  for (const { deploymentId, deviceId, components } of installed(journal.state)) {
    const host = hostNamed(topology, deviceId);
    if (host && !isReachable(host)) continue;
    const present = new Set((await componentsOn(host, deploymentId)).map(({ name }) => name));
    if (!components.every(({ name }) => present.has(name))) drifted.add(deploymentId);
  }
  return drifted;
}

const installed = ({ applied }: DeviceState): DeviceState['applied'] =>
  applied.filter(({ components }) => components.every(({ state }) => state === 'installed'));
