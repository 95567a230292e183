import { resolve } from 'node:path';
import type { ClusterAccess } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import { undoStrays } from '../debian/undo.ts';
import { type ClusterWish, startProvider } from '../find-cluster.ts';
import { takeDown } from '../guard/take-down.ts';
import { kubeconfigCluster } from '../kubeconfig-cluster.ts';
import type { StartedCluster, StartOptions } from '../provider.ts';
import { PROVIDERS } from '../providers.ts';
import { askStanding } from './ask-standing.ts';
import { forgetStanding, readStanding, type StandingCluster, standingFile, writeStanding } from './standing-cluster.ts';

export interface BringUpOptions extends StartOptions {
  readonly workloadImage?: string | undefined;
}

export type BroughtUp = { readonly access: ClusterAccess; readonly already: boolean };

/**
 * Brings up a cluster that stays when this process ends; where one is up that will do, it is that.
 * `auto` takes the first of kind, k3s and Debian that works, also where that takes minutes: it was asked for.
 * @throws ClusterError
 */
export async function bringUp(wish: Exclude<ClusterWish, 'none'>, options: BringUpOptions): Promise<BroughtUp> {
  const { up, down } = await askStanding();
  if (up && satisfies(up, wish)) return { access: up.access, already: true };
  if (up)
    throw new ClusterError(
      'CLUSTER_CONFLICT',
      `${up.access.name} is up already; take it down first: waspect cluster down`,
    );
  if (down) await takeDownStanding();
  await undoStrays(isStanding);
  if (typeof wish === 'object') {
    const access = await kubeconfigCluster(wish.kubeconfig, options.workloadImage);
    return keep({ access, takeDown: { kind: 'kubeconfig' } }, undefined);
  }
  const started = wish === 'auto' ? await firstThatWorks(options) : await startProvider(wish, options);
  return keep(started, started);
}

/** Asked again for each: another cluster may have come to stay meanwhile. */
function isStanding(ledger: string): boolean {
  const standing = readStanding();
  return standing?.takeDown.kind === 'debian' && standing.takeDown.ledger === ledger;
}

/**
 * Takes down the cluster that stays, and what earlier ones left behind; answers what was taken down, if anything.
 * @throws ClusterError CLUSTER_LEFT_BEHIND, the note is then kept
 */
export async function takeDownStanding(): Promise<ClusterAccess | undefined> {
  const standing = readStanding();
  if (standing) await takeDown(standing.takeDown).catch((error: unknown) => leftBehind(standing, error));
  forgetStanding();
  await undoStrays(isStanding);
  return standing?.access;
}

/** Also where what would take it down is not there any more, as the engine of a kind cluster may be. */
function leftBehind({ access }: StandingCluster, cause: unknown): never {
  if (cause instanceof ClusterError) throw cause;
  throw new ClusterError(
    'CLUSTER_LEFT_BEHIND',
    `${access.name} could not be taken down (${cause instanceof Error ? cause.message : String(cause)}); mend that and try again: waspect cluster down; or remove ${standingFile()} where the cluster is gone`,
    { cause },
  );
}

function satisfies({ access }: StandingCluster, wish: Exclude<ClusterWish, 'none'>): boolean {
  if (typeof wish === 'object') return access.kubeconfig === resolve(wish.kubeconfig);
  return wish === 'auto' || wish === access.kind;
}

async function keep(
  { access, takeDown: what }: StandingCluster,
  started: StartedCluster | undefined,
): Promise<BroughtUp> {
  if (writeStanding({ access, takeDown: what })) {
    await started?.guard.keep();
    return { access, already: false };
  }
  // Somebody else was faster.
  await started?.guard.takeDown();
  const other = readStanding();
  if (other) return { access: other.access, already: true };
  throw new ClusterError('CLUSTER_CONFLICT', 'another cluster came up and went at the same time; try again');
}

async function firstThatWorks(options: StartOptions): Promise<StartedCluster> {
  const reasons: string[] = [];
  for (const provider of PROVIDERS) {
    try {
      const obstacle = await provider.obstacle();
      if (obstacle === undefined) return await provider.start(options);
      reasons.push(`${provider.kind}: ${obstacle}`);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      reasons.push(`${provider.kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new ClusterError(
    'CLUSTER_UNAVAILABLE',
    `no cluster can be brought up here (${reasons.join('; ')}); start a container engine and install kind, or name a cluster of your own: waspect cluster up kubeconfig=FILE`,
  );
}
