import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from '../cluster-error.ts';
import type { Kube } from './kube.ts';
import { textAt } from './kube-object.ts';

const POLL_MS = 100;
const READY_MS = 60_000;
const GONE_MS = 120_000;

/**
 * Makes a namespace, and answers when pods can start in it: their service account comes a moment later.
 * @throws ClusterError CLUSTER_CONFLICT where it exists already
 */
export async function createNamespace(
  kube: Kube,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  await kube.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await until(
    READY_MS,
    `no pod can start in namespace ${name}`,
    'see the controller manager of the cluster',
    async () => {
      const account = await kube.get(`/api/v1/namespaces/${name}/serviceaccounts/default`);
      return account !== undefined && (await takesPods(kube, name));
    },
  );
}

/** Until Kubernetes 1.24 the account also wants a token, which comes later still; only the API server knows when it is there. */
async function takesPods(kube: Kube, namespace: string): Promise<boolean> {
  const pod = { metadata: { name: 'probe' }, spec: { containers: [{ name: 'probe', image: 'probe' }] } };
  try {
    await kube.create(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod);
    return true;
  } catch (error) {
    // What the cluster's own policies refuse is not waited for.
    if (error instanceof ClusterError && error.code !== 'CLUSTER_FAILED') return true;
    return false;
  }
}

/**
 * Removes a namespace with all that is in it, and answers when it is really gone; one that is not there is fine. Pods get
 * no time to say goodbye: the namespace would wait for the longest that any of them may take, and longer.
 */
export async function removeNamespace(kube: Kube, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${name}`;
  await kube.remove(path);
  await kube.remove(`${path}/pods`, { gracePeriodSeconds: 0 });
  let rest = '';
  await until(
    GONE_MS,
    () => `namespace ${name} is still there${rest}`,
    `see what holds it: kubectl get namespace ${name} -o yaml`,
    async () => {
      const namespace = await kube.get(path);
      const conditions = textAt(namespace, 'status', 'conditions', 0, 'message');
      rest = conditions === '' ? '' : ` (${conditions})`;
      return namespace === undefined;
    },
  );
}

async function until(
  limitMs: number,
  state: string | (() => string),
  advice: string,
  reached: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await reached())) {
    if (performance.now() > end)
      throw new ClusterError(
        'CLUSTER_TIMEOUT',
        `after ${limitMs / 1000} s ${typeof state === 'string' ? state : state()}; ${advice}`,
      );
    await sleep(POLL_MS);
  }
}
