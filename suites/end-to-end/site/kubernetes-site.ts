import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kube } from '../../../simulator/cluster/api/kube.ts';
import { type KubeObject, nameOf, valueAt } from '../../../simulator/cluster/api/kube-object.ts';
import type { ClusterAccess } from '../../../simulator/cluster/cluster.ts';
import type { ArtifactSource } from '../../../simulator/device/artifacts/artifact-source.ts';
import { createHelmRuntime, type HelmRuntime } from '../../../simulator/device/runtimes/helm/helm-runtime.ts';
import { keyFrom, OWNER_LABEL, ownerLabel, releaseName } from '../../../simulator/device/runtimes/helm/release.ts';
import type { ComponentKey, Runtime } from '../../../simulator/device/runtimes/runtime.ts';
import type { HelmProgram } from '../../../simulator/programs/helm-program.ts';
import { isJsonObject, type JsonObject, jsonEquals } from '../../../simulator/protocol/json.ts';
import type { RunningComponent } from '../../oracles/running.ts';
import { arrivedValues, type HelmRelease, releasesIn } from './helm-release.ts';
import type { Site } from './site.ts';

export interface KubernetesSiteOptions {
  readonly cluster: ClusterAccess;
  readonly kube: Kube;
  readonly helm: HelmProgram;
  /** The one namespace that everything of this site is in; it is removed with the site. */
  readonly namespace: string;
  readonly repositoryOf: (chart: string) => string;
  readonly sourceFor: (deviceId: string) => ArtifactSource;
  /** Takes the removal of the namespace, which takes longer than anybody here has to wait. */
  readonly onRemoval: (namespace: string) => void;
}

/** Devices deploy with the real Helm onto a real cluster; what runs is read from its API. */
export class KubernetesSite implements Site {
  readonly kind = 'kubernetes';
  readonly type = 'helm';
  readonly settleMs = 30_000;
  readonly #options: KubernetesSiteOptions;
  readonly #folder: string;
  readonly #runtimes = new Map<string, HelmRuntime>();

  private constructor(options: KubernetesSiteOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
  }

  static async create(options: KubernetesSiteOptions): Promise<KubernetesSite> {
    return new KubernetesSite(options, await mkdtemp(join(tmpdir(), 'waspect-site-')));
  }

  get image(): string {
    return this.#options.cluster.workloadImage;
  }

  runtimeFor(deviceId: string): Runtime {
    const known = this.#runtimes.get(deviceId);
    if (known) return known;
    const { helm, cluster, namespace, sourceFor } = this.#options;
    const runtime = createHelmRuntime({
      helm,
      kubeconfig: cluster.kubeconfig,
      artifacts: sourceFor(deviceId),
      owner: this.#ownerOf(deviceId),
      namespaceOf: () => namespace,
      workDir: join(this.#folder, deviceId.replaceAll('/', '_')),
    });
    this.#runtimes.set(deviceId, runtime);
    return runtime;
  }

  arrivesAs(values: JsonObject): JsonObject {
    return values;
  }

  async observe(): Promise<readonly RunningComponent[]> {
    const [secrets, deployments, configMaps] = await Promise.all([
      this.#list('/api/v1', 'secrets', { labelSelector: 'owner=helm' }),
      this.#list('/apis/apps/v1', 'deployments'),
      this.#list('/api/v1', 'configmaps'),
    ]);
    const releases = releasesIn(secrets);
    const left = deployments.filter((each) => !releases.some(({ name }) => name === nameOf(each)));
    return [
      ...releases.map((release) => this.#component(release, deployments, configMaps)),
      ...left.map(withoutRelease),
    ];
  }

  async breakDown(deviceId: string, key: ComponentKey): Promise<void> {
    const release = releaseName(this.#ownerOf(deviceId), key);
    for (const pod of await this.#list('/api/v1', 'pods', { labelSelector: `app.kubernetes.io/instance=${release}` }))
      await this.#options.kube.remove(`/api/v1/namespaces/${this.#options.namespace}/pods/${nameOf(pod)}`, {
        gracePeriodSeconds: 0,
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#runtimes.values()].map((runtime) => runtime.settled()));
    this.#options.onRemoval(this.#options.namespace);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #component(
    { name, status, chart, version, values, labels }: HelmRelease,
    deployments: readonly KubeObject[],
    configMaps: readonly KubeObject[],
  ): RunningComponent {
    const key = keyFrom(labels);
    const device = [...this.#runtimes.keys()].find((id) => ownerLabel(this.#ownerOf(id)) === labels.get(OWNER_LABEL));
    const deployment = deployments.find((each) => nameOf(each) === name);
    const arrived = arrivedValues(configMaps, name);
    return {
      deviceId: device ?? 'nobody',
      deploymentId: key?.deploymentId ?? name,
      component: key?.name ?? name,
      repository: this.#options.repositoryOf(chart),
      revision: version,
      // What Helm has written down counts where it has reached the workload; otherwise what has.
      values: includes(arrived, values) ? values : arrived,
      ready: status === 'deployed' && deployment !== undefined && isReady(deployment),
    };
  }

  #ownerOf(deviceId: string): string {
    return `${this.#options.namespace}/${deviceId}`;
  }

  #list(api: string, collection: string, query: Readonly<Record<string, string>> = {}): Promise<readonly KubeObject[]> {
    return this.#options.kube.list(`${api}/namespaces/${this.#options.namespace}/${collection}`, query);
  }
}

/** Every replica is of the newest kind, and can be used. */
function isReady(deployment: KubeObject): boolean {
  const number = (...path: readonly string[]): number => Number(valueAt(deployment, ...path) ?? 0);
  const wanted = number('spec', 'replicas');
  return (
    number('status', 'observedGeneration') >= number('metadata', 'generation') &&
    number('status', 'updatedReplicas') === wanted &&
    number('status', 'availableReplicas') === wanted &&
    number('status', 'replicas') === wanted
  );
}

/** A workload that no release speaks of any more: it was left behind. */
const withoutRelease = (deployment: KubeObject): RunningComponent => ({
  deviceId: 'nobody',
  deploymentId: 'no release',
  component: nameOf(deployment),
  repository: '',
  revision: '',
  values: {},
  ready: isReady(deployment),
});

/** Whether all that was given is among what arrived beside the chart's own defaults. */
const includes = (arrived: JsonObject, given: JsonObject): boolean =>
  Object.entries(given).every(([name, value]) => {
    const found = arrived[name];
    return isJsonObject(value) && isJsonObject(found) ? includes(found, value) : jsonEquals(found, value);
  });
