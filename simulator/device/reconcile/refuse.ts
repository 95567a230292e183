import type { StatusError } from '../../protocol/documents.ts';
import type { AppliedDeployment } from '../state/device-state.ts';
import type { Task } from './apply.ts';
import type { Refused } from './placement.ts';

/** Why a deployment as a whole is not carried out. */
export type Refusal = Omit<Refused, 'kind'>;

/**
 * A deployment that cannot be carried out as a whole: all of its components count as failed, because the state on top
 * is the most severe of theirs (STA-007). A gateway that refuses is the source itself (STA-011).
 */
export function refusedDeployment(
  { desired: { deploymentId, digest, document }, former, version }: Task,
  { code, message, source, deviceId, passing }: Refusal,
): AppliedDeployment {
  const error = (own: string): StatusError => ({ code, source: source ?? own, message });
  return {
    deploymentId,
    digest,
    name: document.metadata.name,
    namespace: document.metadata.namespace,
    deviceId: former?.deviceId ?? null,
    reportedFor: deviceId,
    adoptedVersion: version,
    stage: passing ? 'blocked' : 'settled',
    error: error(document.metadata.name),
    components: document.spec.deploymentProfile.components.map(({ name }) => ({
      name,
      state: 'failed',
      error: error(name),
      fingerprint: null,
    })),
    lastStatus: former?.lastStatus ?? null,
  };
}
