import { versionOf } from '../api/version-of.ts';
import { readStanding, type StandingCluster } from './standing-cluster.ts';

export type StandingAnswer =
  | { readonly up: StandingCluster; readonly down?: never; readonly reason?: never }
  /** There is a note, but the cluster does not answer. */
  | { readonly up?: never; readonly down: StandingCluster; readonly reason: string }
  | { readonly up?: never; readonly down?: never; readonly reason?: never };

/** The cluster that `waspect cluster up` brought up, and whether it answers. */
export async function askStanding(): Promise<StandingAnswer> {
  const standing = readStanding();
  if (!standing) return {};
  try {
    await versionOf(standing.access.kubeconfig);
    return { up: standing };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { down: standing, reason: `${standing.access.name} was up and does not answer (${reason})` };
  }
}
