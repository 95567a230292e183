import { type Kube, openKube } from '../../simulator/cluster/api/kube.ts';
import { createNamespace, removeNamespace } from '../../simulator/cluster/api/namespaces.ts';
import type { ClusterAccess } from '../../simulator/cluster/cluster.ts';
import { helmProgram } from '../../simulator/programs/helm-program.ts';
import { shortHash } from '../harness/seed.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import type { Surround } from './run-sequences.ts';
import { ComposeSite } from './site/compose-site.ts';
import { KubernetesSite } from './site/kubernetes-site.ts';
import { MemorySite } from './site/memory-site.ts';
import { type Depot, openDepot } from './world/depot.ts';

/** Devices deploy into a memory; what they deploy comes from a real registry. */
export const inMemory =
  ({ session }: Trial): Surround =>
  async (stack) => {
    const depot = stack.use(await openDepot(session.settings.surroundings.planted));
    return { depot, site: stack.use(new MemorySite((deviceId) => depot.sourceFor(deviceId))) };
  };

/** Devices deploy onto the container engine of the run. */
export const onEngine = (trial: Trial): Surround => {
  const { nonce, surroundings } = trial.session.settings;
  const { engine, planted } = surroundings;
  if (!engine) throw new NotEvaluated('there is no container engine');
  let count = 0;
  return async (stack) => {
    const depot = stack.use(await openDepot(planted));
    count += 1;
    const name = `waspect-${nonce}-${shortHash(trial.checkId)}-${count}`;
    const { applicationOf, sourceFor } = depot;
    return { depot, site: stack.use(await ComposeSite.create({ engine, name, applicationOf, sourceFor })) };
  };
};

/** Sites on the cluster of the run, each in a namespace of its own; none is left when this is disposed of. */
export class ClusterSites implements AsyncDisposable {
  readonly #trial: Trial;
  readonly #cluster: ClusterAccess;
  readonly #kube: Kube;
  readonly #removals: Promise<void>[] = [];
  #count = 0;

  private constructor(trial: Trial, cluster: ClusterAccess, kube: Kube) {
    this.#trial = trial;
    this.#cluster = cluster;
    this.#kube = kube;
  }

  /** @throws NotEvaluated, ClusterError */
  static async open(trial: Trial): Promise<ClusterSites> {
    const { cluster } = trial.session.settings.surroundings;
    if (!cluster) throw new NotEvaluated('there is no cluster');
    return new ClusterSites(trial, cluster, await openKube(cluster.kubeconfig));
  }

  readonly surround: Surround = async (stack) => {
    const depot = stack.use(await openDepot(this.#trial.session.settings.surroundings.planted));
    return { depot, site: stack.use(await this.siteFor(depot)) };
  };

  /** A site in a namespace of its own. */
  async siteFor(depot: Pick<Depot, 'repositoryOf' | 'sourceFor'>): Promise<KubernetesSite> {
    const { nonce } = this.#trial.session.settings;
    this.#count += 1;
    const namespace = `waspect-${nonce}-${shortHash(this.#trial.checkId)}-${this.#count}`;
    await createNamespace(this.#kube, namespace, { 'waspect-run': nonce });
    return KubernetesSite.create({
      cluster: this.#cluster,
      kube: this.#kube,
      helm: await helmProgram('any'),
      namespace,
      repositoryOf: (chart) => depot.repositoryOf(chart),
      sourceFor: (deviceId) => depot.sourceFor(deviceId),
      onRemoval: (name) => this.#remove(name),
    });
  }

  #remove(namespace: string): void {
    const removal = removeNamespace(this.#kube, namespace);
    removal.catch(() => undefined);
    this.#removals.push(removal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await Promise.all(this.#removals);
    } finally {
      await this.#kube.close();
    }
  }
}
