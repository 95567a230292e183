import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from '../cluster-error.ts';
import type { Kube } from './kube.ts';
import { textAt } from './kube-object.ts';

const POLL_MS = 100;
const READY_MS = 30_000;
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
  await until(READY_MS, `namespace ${name} has no service account`, 'see the controller manager of the cluster', () =>
    kube.get(`/api/v1/namespaces/${name}/serviceaccounts/default`).then((account) => account !== undefined),
  );
}

/** Removes a namespace with all that is in it, and answers when it is really gone; one that is not there is fine. */
export async function removeNamespace(kube: Kube, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${name}`;
  await kube.remove(path);
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
