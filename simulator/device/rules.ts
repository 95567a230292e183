import type { ApplicationDeployment } from '../protocol/documents.ts';
import type { DesiredDeployment } from './desired-state/deployment-document.ts';
import { type ManifestMark, refuseRollback } from './desired-state/manifest-rules.ts';
import { componentsOf } from './reconcile/components.ts';
import { type Action, type PlanOptions, plan } from './reconcile/plan.ts';
import type { RuntimeComponent } from './runtimes/runtime.ts';
import type { AppliedDeployment } from './state/device-state.ts';

/**
 * What a device decides by, each rule a function. `correctRules` has what the specification asks for; a named fault is a
 * copy with one of them replaced.
 */
export interface DeviceRules {
  /** @throws DeviceError VERSION_NOT_INCREASING where a manifest may not follow the one in use (WFL-002). */
  readonly refuseRollback: (version: bigint, accepted: ManifestMark | null) => void;
  /** What separates the actual from the desired state (WFL-005). */
  readonly plan: (
    desired: readonly DesiredDeployment[],
    applied: readonly AppliedDeployment[],
    options: PlanOptions,
  ) => readonly Action[];
  /** What a deployment is made of, in the order of installation (DEP-012), each with its values. */
  readonly componentsOf: (document: ApplicationDeployment) => readonly RuntimeComponent[];
  /** Whether a deployment is tried again with the next poll, although the manifest is the same. */
  readonly triesAgain: (applied: AppliedDeployment) => boolean;
}

export const correctRules: DeviceRules = {
  refuseRollback,
  plan,
  componentsOf,
  triesAgain: ({ stage }) => stage === 'blocked',
};
