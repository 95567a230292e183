import { openKube } from './api/kube.ts';
import { readKubeconfig } from './api/kubeconfig.ts';
import type { ClusterAccess } from './cluster.ts';

/** Small, on every architecture, and pulled by the cluster itself, as we cannot bring images to its nodes. */
const PULLED_WORKLOAD_IMAGE = 'docker.io/library/busybox:1.37';

/**
 * The cluster of a kubeconfig's current context, once it has answered a caller that it knows.
 * @throws ClusterError
 */
export async function kubeconfigCluster(
  file: string,
  workloadImage: string = PULLED_WORKLOAD_IMAGE,
): Promise<ClusterAccess> {
  const { context, file: kubeconfig } = readKubeconfig(file);
  const kube = await openKube(kubeconfig);
  try {
    const version = await kube.version();
    // Everybody may ask for the version; this wants rights.
    await kube.list('/api/v1/namespaces', { limit: '1' });
    return { kind: 'kubeconfig', name: context, kubeconfig, version, workloadImage };
  } finally {
    await kube.close();
  }
}
