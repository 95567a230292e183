import { type Judgement, judgeThat } from '../judgement.ts';
import type { ReceivedManifest } from '../manifest.ts';

/** The same ids as before, and the changed one has another digest (WFL-007). What the others look like is open. */
export function updatedInPlace(
  { deployments }: Pick<ReceivedManifest, 'deployments'>,
  before: Pick<ReceivedManifest, 'deployments'>,
  changed: string,
): Judgement {
  const now = new Map(deployments.map(({ deploymentId, digest }) => [deploymentId, digest]));
  const former = before.deployments.find(({ deploymentId }) => deploymentId === changed);
  const holds =
    now.size === before.deployments.length &&
    before.deployments.every(({ deploymentId }) => now.has(deploymentId)) &&
    now.get(changed) !== former?.digest;
  return judgeThat(
    holds,
    `the same deployments, ${changed} with another digest than ${former?.digest}`,
    Array.from(now, ([id, digest]) => `${id} ${digest}`).join(', ') || 'no deployments',
  );
}
