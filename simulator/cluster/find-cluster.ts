import type { Cluster, ClusterAccess, ClusterKind } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { kubeconfigCluster } from './kubeconfig-cluster.ts';
import type { Progress } from './progress.ts';
import type { ClusterProvider, StartedCluster, StartOptions } from './provider.ts';
import { PROVIDERS } from './providers.ts';
import { askStanding } from './standing/ask-standing.ts';

/** Which cluster somebody wants. */
export type ClusterWish = 'auto' | 'none' | ClusterProvider['kind'] | { readonly kubeconfig: string };

export type ClusterChoice =
  /** `because` says which it is and why, for people. */
  | { readonly found: Cluster; readonly because: string; readonly command?: never }
  /** None: why not each, and the one command that would enable it. */
  | { readonly found?: never; readonly because: string; readonly command: string };

export interface FindOptions {
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
  /** For the cluster of a kubeconfig: an image with busybox that its nodes can pull. */
  readonly workloadImage?: string | undefined;
  readonly providers?: readonly ClusterProvider[];
}

/** Brings up a cluster that stays, on any machine that can have one. */
const COMMAND = 'waspect cluster up';

/**
 * The cluster to use. `auto` takes the one that `waspect cluster up` brought up, else the first of kind, k3s and Debian
 * that starts in seconds; never a kubeconfig that nobody named. Disposing of what was found up leaves it as it was;
 * what was started is taken down, at the latest when this process ends.
 * @throws ClusterError where a certain cluster was wished for and cannot be had, or the wish was interrupted
 */
export async function findCluster(wish: ClusterWish, options: FindOptions): Promise<ClusterChoice> {
  if (wish === 'none') return { because: 'no cluster was wanted', command: COMMAND };
  if (typeof wish === 'object') {
    const access = await kubeconfigCluster(wish.kubeconfig, options.workloadImage);
    return { found: borrowed(access), because: `context ${access.name} of the kubeconfig that was named` };
  }
  const standing = await askStanding();
  if (standing.up && (wish === 'auto' || standing.up.access.kind === wish))
    return { found: borrowed(standing.up.access), because: `${standing.up.access.name} was up already` };
  const { providers = PROVIDERS } = options;
  if (wish !== 'auto') {
    const started = await startProvider(wish, options, providers);
    return { found: owned(started), because: `${started.access.name} was started for this run` };
  }
  const reasons = standing.reason === undefined ? [] : [standing.reason];
  for (const provider of providers) {
    const reason = (await provider.obstacle()) ?? (await provider.hesitation());
    const started = reason === undefined ? await attempt(provider, options) : reason;
    if (typeof started !== 'string')
      return { found: owned(started), because: `${started.access.name} was started for this run` };
    reasons.push(`${provider.kind}: ${started}`);
  }
  return { because: `no cluster was found (${reasons.join('; ')})`, command: COMMAND };
}

/**
 * Starts a cluster of this kind, however long it takes.
 * @throws ClusterError CLUSTER_UNAVAILABLE, CLUSTER_START_FAILED, CLUSTER_BUILD_FAILED, CLUSTER_INTERRUPTED
 */
export async function startProvider(
  kind: ClusterKind,
  options: StartOptions,
  providers: readonly ClusterProvider[] = PROVIDERS,
): Promise<StartedCluster> {
  const provider = providers.find((each) => each.kind === kind);
  const obstacle = provider ? await provider.obstacle() : 'it is not known';
  if (provider && obstacle === undefined) return provider.start(options);
  throw new ClusterError(
    'CLUSTER_UNAVAILABLE',
    `a cluster of kind ${kind} was wanted, but ${obstacle}; mend that, or choose another: ${COMMAND} auto`,
  );
}

/** Answers why it did not start; the next may. */
async function attempt(provider: ClusterProvider, options: StartOptions): Promise<StartedCluster | string> {
  try {
    return await provider.start(options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

const borrowed = (access: ClusterAccess): Cluster => ({ ...access, [Symbol.asyncDispose]: async () => undefined });

const owned = ({ access, guard }: StartedCluster): Cluster => ({
  ...access,
  [Symbol.asyncDispose]: () => guard.takeDown(),
});
