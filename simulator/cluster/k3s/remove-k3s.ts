import { openEngine } from '../../engine/api/engine-api.ts';

/** What the container of a cluster is found again by. */
export const CLUSTER_LABEL = 'waspect.cluster';

/** Removes the container of a cluster with its volumes; one that is gone is fine. */
export async function removeK3s(dockerHost: string, cluster: string): Promise<void> {
  const engine = openEngine({ dockerHost });
  await engine.removeAll({ [CLUSTER_LABEL]: cluster }).finally(() => engine.close());
}
