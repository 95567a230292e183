import { dirname, join } from 'node:path';
import type { ClusterAccess } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { run } from './programs.ts';

const LIMIT_MS = 120_000;

/**
 * Gives an image, an archive as `docker save` writes it, to the nodes of a cluster that waspect has brought up.
 * @throws ClusterError CLUSTER_UNAVAILABLE where that is not possible, CLUSTER_FAILED where it fails
 */
export async function loadImage({ kind, name, kubeconfig }: ClusterAccess, archive: string): Promise<void> {
  try {
    // Its /run is a folder of ours: that of containerd is beside that of the configuration.
    const socket = join(dirname(dirname(kubeconfig)), 'containerd/containerd.sock');
    if (kind === 'debian')
      await run('ctr', ['--address', socket, '--namespace', 'k8s.io', 'images', 'import', archive], {
        limitMs: LIMIT_MS,
      });
    else if (kind === 'kind')
      await run('kind', ['load', 'image-archive', archive, '--name', name.replace(/^kind /, '')], {
        limitMs: LIMIT_MS,
      });
    else
      throw new ClusterError(
        'CLUSTER_UNAVAILABLE',
        `${name} takes no image from here; push it to a registry that its nodes pull from`,
      );
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError(
      'CLUSTER_FAILED',
      `${name} does not take ${archive} (${error instanceof Error ? error.message : String(error)}); see that it is an image`,
      { cause: error },
    );
  }
}
