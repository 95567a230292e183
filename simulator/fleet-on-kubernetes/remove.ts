import { setTimeout as sleep } from 'node:timers/promises';
import type { Kube } from '../cluster/api/kube.ts';
import { nameOf } from '../cluster/api/kube-object.ts';
import { removeNamespace } from '../cluster/api/namespaces.ts';
import { jobsOf, podsOf, type Run, secretsOf, selectorOf } from './objects/names.ts';

const LIMIT_MS = 60_000;
const LOOK_MS = 200;

/**
 * Removes everything of a run, and answers once it is gone; null then, else what is left and the command that removes it.
 * Never throws: what has been collected counts more.
 */
export async function removeRun(kube: Kube, run: Run, ownNamespace: boolean): Promise<string | null> {
  const by = ownNamespace
    ? `kubectl delete namespace ${run.namespace}`
    : `kubectl --namespace ${run.namespace} delete jobs,secrets,pods --selector ${selectorOf(run)}`;
  try {
    if (ownNamespace) await removeNamespace(kube, run.namespace);
    else await removeObjects(kube, run);
    return null;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; remove what is left: ${by}`;
  }
}

async function removeObjects(kube: Kube, run: Run): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  // Jobs first: they would make other pods.
  const collections = [jobsOf(run), podsOf(run), secretsOf(run)];
  for (;;) {
    const left: string[] = [];
    for (const collection of collections)
      for (const object of await kube.list(collection, { labelSelector: selectorOf(run) })) {
        left.push(`${collection}/${nameOf(object)}`);
        await kube.remove(`${collection}/${nameOf(object)}`, { gracePeriodSeconds: 0 });
      }
    if (left.length === 0) return;
    if (performance.now() > end) throw new Error(`after ${LIMIT_MS / 1000} s there are still ${left.join(', ')}`);
    await sleep(LOOK_MS);
  }
}
