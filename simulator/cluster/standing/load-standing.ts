import { ClusterError } from '../cluster-error.ts';
import { loadImage } from '../load-image.ts';
import { askStanding } from './ask-standing.ts';

/**
 * Gives an image to the nodes of the cluster that is up, and answers its name.
 * @throws ClusterError CLUSTER_UNAVAILABLE, CLUSTER_FAILED
 */
export async function loadStanding(archive: string): Promise<string> {
  const { up, reason = 'no cluster is up' } = await askStanding();
  if (!up) throw new ClusterError('CLUSTER_UNAVAILABLE', `${reason}; bring one up: waspect cluster up`);
  await loadImage(up.access, archive);
  return up.access.name;
}
