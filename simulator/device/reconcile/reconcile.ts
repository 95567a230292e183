import { isReachable } from '../gateway.ts';
import type { AppliedDeployment, DeviceState } from '../state/device-state.ts';
import { apply, type Task } from './apply.ts';
import { type Crew, componentsOn, hostNamed, RuntimeUnavailable } from './crew.ts';
import type { Action } from './plan.ts';
import { refusedDeployment } from './refuse.ts';
import { failedRemoval, remove } from './remove.ts';

/**
 * Brings the actual to the desired state, as far as it comes: a failure ends only its own deployment. Repeating it
 * continues where a crash has left off.
 * @throws Stopped when the device stops; DeviceError STATE_UNWRITABLE
 */
export async function reconcile(crew: Crew, version: bigint, retryStuck: boolean): Promise<void> {
  const { desired, applied } = crew.journal.state;
  for (const action of crew.rules.plan(desired, applied, { drifted: await driftedDeployments(crew), retryStuck })) {
    try {
      if (action.kind === 'remove') await remove(crew, action.applied, version);
      else await apply(crew, taskOf(action, version));
    } catch (error) {
      if (!(error instanceof RuntimeUnavailable)) throw error;
      await crew.journal.write(postponed(action, version, error.message));
    }
  }
}

const taskOf = (action: Exclude<Action, { readonly kind: 'remove' }>, version: bigint): Task => ({
  desired: action.desired,
  former: action.kind === 'update' ? action.applied : undefined,
  version,
});

/** A runtime that does not answer is asked again with the next pass. */
function postponed(action: Action, version: bigint, message: string): AppliedDeployment {
  const code = 'RUNTIME_UNAVAILABLE';
  if (action.kind === 'remove')
    return failedRemoval(action.applied, version, 'blocked', { code, message, source: null });
  return refusedDeployment(taskOf(action, version), { code, message, source: null, deviceId: null, passing: true });
}

/** Installed deployments of which a component has gone, say because the runtime was wiped. */
async function driftedDeployments({ journal, topology }: Crew): Promise<ReadonlySet<string>> {
  const drifted = new Set<string>();
  for (const { deploymentId, deviceId, components } of installed(journal.state)) {
    const host = hostNamed(topology, deviceId);
    if (host && !isReachable(host)) continue;
    try {
      const present = new Set((await componentsOn(host, deploymentId)).map(({ name }) => name));
      if (!components.every(({ name }) => present.has(name))) drifted.add(deploymentId);
    } catch (error) {
      // Nothing is known to have gone.
      if (!(error instanceof RuntimeUnavailable)) throw error;
    }
  }
  return drifted;
}

const installed = ({ applied }: DeviceState): DeviceState['applied'] =>
  applied.filter(({ components }) => components.every(({ state }) => state === 'installed'));
