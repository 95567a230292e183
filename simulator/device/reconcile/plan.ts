import type { DesiredDeployment } from '../desired-state/deployment-document.ts';
import type { AppliedDeployment } from '../state/device-state.ts';

export type Action =
  | { readonly kind: 'remove'; readonly applied: AppliedDeployment }
  | { readonly kind: 'install'; readonly desired: DesiredDeployment }
  | { readonly kind: 'update'; readonly desired: DesiredDeployment; readonly applied: AppliedDeployment };

export interface PlanOptions {
  /** Deployments whose components are not all there any more. */
  readonly drifted: ReadonlySet<string>;
  /** A removal that failed is tried again with a new manifest or a restart, not on every poll. */
  readonly retryStuck: boolean;
}

/** What separates the actual from the desired state (WFL-005): removals, newest first, then the rest as listed. */
export function plan(
  desired: readonly DesiredDeployment[],
  applied: readonly AppliedDeployment[],
  { drifted, retryStuck }: PlanOptions,
): readonly Action[] {
  const wanted = new Set(desired.map(({ deploymentId }) => deploymentId));
  const present = new Map(applied.map((item) => [item.deploymentId, item]));
  const removals = applied
    .filter((item) => !wanted.has(item.deploymentId) && (retryStuck || item.stage !== 'stuck'))
    .reverse()
    .map((item): Action => ({ kind: 'remove', applied: item }));
  const others = desired.flatMap((item): readonly Action[] => {
    const known = present.get(item.deploymentId);
    if (!known) return [{ kind: 'install', desired: item }];
    const carriedOut = known.digest === item.digest && known.stage === 'settled' && !drifted.has(item.deploymentId);
    return carriedOut ? [] : [{ kind: 'update', desired: item, applied: known }];
  });
  return [...removals, ...others];
}
