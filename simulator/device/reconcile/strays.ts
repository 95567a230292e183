import { type Host, hostsOf, idOf, isReachable } from '../gateway.ts';
import type { ComponentKey } from '../runtimes/runtime.ts';
import type { AppliedDeployment } from '../state/device-state.ts';
import { type Crew, componentsOn, RuntimeUnavailable } from './crew.ts';
import { remove } from './remove.ts';

/**
 * Takes away, and reports, deployments that are on a host although no record speaks of them: a state that was lost or put
 * back has left them there, and the manifest does not list them (WFL-005). Once after each start is enough.
 * @throws Stopped
 */
export async function removeStrays(crew: Crew, version: bigint): Promise<void> {
  for (const host of hostsOf(crew.topology)) {
    if (!host.runtime || !isReachable(host)) continue;
    try {
      for (const stray of straysOf(crew, host, await componentsOn(host), version)) await remove(crew, stray, version);
    } catch (error) {
      // A runtime that does not answer is looked into again after the next manifest.
      if (!(error instanceof RuntimeUnavailable)) throw error;
    }
  }
}

function straysOf(
  { journal, topology }: Crew,
  host: Host,
  present: readonly ComponentKey[],
  version: bigint,
): readonly AppliedDeployment[] {
  const { desired, applied } = journal.state;
  const known = new Set([...desired, ...applied].map(({ deploymentId }) => deploymentId));
  const strays = Map.groupBy(
    present.filter(({ deploymentId }) => !known.has(deploymentId)),
    ({ deploymentId }) => deploymentId,
  );
  return Array.from(strays, ([deploymentId, components]): AppliedDeployment => {
    const deviceId = idOf(host);
    return {
      deploymentId,
      digest: '',
      // Its document is gone, and with it the name that the operator gave it.
      name: deploymentId,
      namespace: components[0]?.namespace ?? '',
      deviceId,
      reportedFor: deviceId === idOf(topology.self) ? null : deviceId,
      adoptedVersion: version,
      stage: 'removing',
      error: null,
      components: components.map(({ name }) => ({ name, state: 'installed', error: null, fingerprint: null })),
      lastStatus: null,
    };
  });
}
