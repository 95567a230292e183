import { openKube } from './kube.ts';

const ANSWER_MS = 10_000;

/**
 * The version of the cluster of a kubeconfig's current context: it can be reached, and it knows the credentials.
 * @throws ClusterError
 */
export async function versionOf(kubeconfig: string): Promise<string> {
  const kube = await openKube(kubeconfig, { requestMs: ANSWER_MS });
  return kube.version().finally(() => kube.close());
}
