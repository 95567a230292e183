import type { StatusError } from '../../protocol/documents.ts';
import type { DesiredDeployment } from '../desired-state/deployment-document.ts';
import type { AppliedDeployment } from '../state/device-state.ts';
import type { Refused } from './placement.ts';

/**
 * A deployment that cannot be carried out as a whole: all of its components count as failed, because the state on top
 * is the most severe of theirs (STA-007). A gateway that refuses is the source itself (STA-011).
 */
export function refusedDeployment(
  { deploymentId, digest, document }: DesiredDeployment,
  former: AppliedDeployment | undefined,
  version: bigint,
  { code, message, source, deviceId, passing }: Omit<Refused, 'kind'>,
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
