import type { ComponentStatus, DeploymentStatus, StatusError } from '../../protocol/documents.ts';
import { stringifyJson } from '../../protocol/json.ts';
import { jsonOf } from '../json-of.ts';
import type { AppliedDeployment } from '../state/device-state.ts';
import { overallState } from './precedence.ts';

/** The status of a deployment as it stands (STA-004): one entry per component (STA-009), the most severe state on top. */
export function statusOf(applied: AppliedDeployment): DeploymentStatus {
  const state = overallState(applied.components.map((component) => component.state));
  const error = applied.error ?? (state === 'failed' ? firstFailure(applied) : null);
  return {
    deploymentId: applied.deploymentId,
    ...(applied.reportedFor !== null && { deviceId: applied.reportedFor }),
    adoptedManifestVersion: applied.adoptedVersion,
    status: { state, ...(error && { error }) },
    components: applied.components.map(
      (component): ComponentStatus => ({
        name: component.name,
        state: component.state,
        ...(component.error && { error: component.error }),
      }),
    ),
  };
}

export const statusBody = (applied: AppliedDeployment): string => stringifyJson(jsonOf(statusOf(applied)));

/** The deployment's own error names the deployment as its source, whichever component failed (STA-011). */
function firstFailure({ name, components }: AppliedDeployment): StatusError | null {
  const failed = components.find(({ error }) => error !== null)?.error;
  return failed ? { ...failed, source: name } : null;
}
