import type { ClusterAccess, ClusterKind } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { type Guard, startGuard } from './guard/guard.ts';
import type { TakeDown } from './guard/take-down.ts';
import type { Progress } from './progress.ts';

/** A way to bring up a cluster. */
export interface ClusterProvider {
  readonly kind: Exclude<ClusterKind, 'kubeconfig'>;
  /** Why it cannot work on this machine now, in a few words; `undefined` where it probably can. */
  obstacle(): Promise<string | undefined>;
  /** Why it should not be started unasked; `undefined` where it takes seconds. */
  hesitation(): Promise<string | undefined>;
  /** @throws ClusterError, with nothing left of what was begun */
  start(options: StartOptions): Promise<StartedCluster>;
}

export interface StartOptions {
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** A cluster that this process has started; the guard takes it down, at the latest when this process ends. */
export interface StartedCluster {
  readonly access: ClusterAccess;
  readonly takeDown: TakeDown;
  readonly guard: Guard;
}

/** Starts a cluster under a guard: where it fails or is interrupted, what there is of it is taken down again. */
export async function startGuarded(
  takeDown: TakeDown,
  signal: AbortSignal | undefined,
  start: () => Promise<ClusterAccess>,
): Promise<StartedCluster> {
  const guard = startGuard(takeDown);
  try {
    signal?.throwIfAborted();
    return { access: await start(), takeDown, guard };
  } catch (error) {
    await guard.takeDown().catch((left: unknown) => {
      throw new ClusterError('CLUSTER_LEFT_BEHIND', `${messageOf(left)}; it did not come up: ${messageOf(error)}`, {
        cause: error,
      });
    });
    if (signal?.aborted)
      throw new ClusterError('CLUSTER_INTERRUPTED', 'the cluster was not brought up; nothing is left of it');
    if (error instanceof ClusterError) throw error;
    throw new ClusterError('CLUSTER_START_FAILED', messageOf(error), { cause: error });
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/^CLUSTER_LEFT_BEHIND: /, '') : String(error);
