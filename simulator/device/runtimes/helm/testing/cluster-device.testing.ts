import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type Kube, openKube } from '../../../../cluster/api/kube.ts';
import { textAt } from '../../../../cluster/api/kube-object.ts';
import { removeNamespace } from '../../../../cluster/api/namespaces.ts';
import type { ClusterAccess } from '../../../../cluster/cluster.ts';
import { type HelmProgram, helmProgram } from '../../../../programs/helm-program.ts';
import { runProgram } from '../../../../programs/run-program.ts';
import { type JsonValue, parseJson } from '../../../../protocol/json.ts';
import type { ArtifactSource } from '../../../artifacts/artifact-source.ts';
import type { ComponentKey, ComponentValue, RuntimeComponent } from '../../runtime.ts';
import { helmEnvironment } from '../helm-command.ts';
import { createHelmRuntime, type HelmRuntime, type HelmRuntimeOptions } from '../helm-runtime.ts';

const CHARTS = fileURLToPath(new URL('../../../../../fixtures/charts/', import.meta.url));

/** Charts straight from the fixtures: the last part of `repository` is the chart, `revision` its version. */
class FixtureCharts implements ArtifactSource {
  readonly #helm: HelmProgram;
  readonly #folder: string;

  constructor(helm: HelmProgram, folder: string) {
    this.#helm = helm;
    this.#folder = folder;
  }

  async fetch({
    repository,
    revision,
  }: {
    readonly repository: string;
    readonly revision: string;
  }): Promise<Awaited<ReturnType<ArtifactSource['fetch']>>> {
    const chart = repository.slice(repository.lastIndexOf('/') + 1);
    const result = await runProgram({
      file: this.#helm.path,
      args: ['package', join(CHARTS, chart), '--version', revision, '--destination', this.#folder],
      env: helmEnvironment(this.#folder),
      timeoutMs: 20_000,
      maxOutputBytes: 10_000,
    });
    expect(result).toMatchObject({ kind: 'exited', code: 0 });
    return { kind: 'verified', artifact: { digest: '', file: join(this.#folder, `${chart}-${revision}.tgz`) } };
  }
}

/** A device's runtime on a real cluster, in namespaces that go with it. */
export interface ClusterDevice extends AsyncDisposable {
  readonly runtime: HelmRuntime;
  readonly kube: Kube;
  readonly helm: HelmProgram;
  readonly workDir: string;
  /** The namespace of the cluster that `tests` stands for. */
  readonly namespace: string;
  namespaceOf(namespace: string): string;
  /** A further life of the same device, or another device beside it. */
  another(changes?: Partial<Pick<HelmRuntimeOptions, 'owner' | 'kubeconfig' | 'workDir' | 'artifacts'>>): HelmRuntime;
  component(changes?: Partial<RuntimeComponent> & { readonly chart?: string }): RuntimeComponent;
  /** What arrived at the chart of a component. */
  valuesOf(key: ComponentKey): Promise<JsonValue>;
  /** Runs the real helm beside the runtime. */
  run(args: readonly string[]): Promise<string>;
  folders(): Promise<readonly string[]>;
}

export async function clusterDevice(cluster: ClusterAccess, major: 3 | 4): Promise<ClusterDevice> {
  const helm = await helmProgram(major);
  const workDir = await mkdtemp(join(tmpdir(), 'waspect-helm-'));
  const kube = await openKube(cluster.kubeconfig);
  const prefix = `waspect-helm-${randomUUID().slice(0, 8)}-`;
  const namespaces = new Set<string>();
  const namespaceOf = (namespace: string) => {
    namespaces.add(`${prefix}${namespace}`);
    return `${prefix}${namespace}`;
  };
  const owner = randomUUID();
  const runtimes: HelmRuntime[] = [];
  const another: ClusterDevice['another'] = (changes) => {
    const artifacts = new FixtureCharts(helm, workDir);
    const options = { helm, kubeconfig: cluster.kubeconfig, artifacts, owner, namespaceOf, workDir, ...changes };
    const runtime = createHelmRuntime(options);
    runtimes.push(runtime);
    return runtime;
  };
  const deploymentId = randomUUID();
  return {
    runtime: another(),
    kube,
    helm,
    workDir,
    namespace: namespaceOf('tests'),
    namespaceOf,
    another,
    component: ({ chart = 'good', values = [], ...changes } = {}) => ({
      deploymentId,
      namespace: 'tests',
      name: 'web',
      type: 'helm',
      repository: `oci://registry.example/charts/${chart}`,
      revision: '1.0.0',
      wait: true,
      timeoutMs: 60_000,
      values: [...[{ pointer: 'image', value: cluster.workloadImage }].filter(isNotAmong(values)), ...values],
      ...changes,
    }),
    async valuesOf(key) {
      const maps = await kube.list(`/api/v1/namespaces/${namespaceOf(key.namespace)}/configmaps`);
      const texts = maps.map((map) => textAt(map, 'binaryData', 'values.json')).filter((text) => text !== '');
      expect(texts).toHaveLength(1);
      return parseJson(Buffer.from(texts[0] ?? '', 'base64').toString('utf8'));
    },
    async run(args) {
      const env = { ...helmEnvironment(workDir, cluster.kubeconfig) };
      const result = await runProgram({ file: helm.path, args, env, timeoutMs: 60_000, maxOutputBytes: 1_000_000 });
      return result.kind === 'not-started' ? result.message : `${result.stdout}${result.stderr}`;
    },
    folders: () => readdir(workDir),
    async [Symbol.asyncDispose]() {
      await Promise.all(runtimes.map((runtime) => runtime.settled()));
      await Promise.all([...namespaces].map((namespace) => removeNamespace(kube, namespace)));
      await kube.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

const isNotAmong =
  (values: readonly ComponentValue[]) =>
  ({ pointer }: ComponentValue): boolean =>
    values.every((value) => value.pointer !== pointer);

export const NEVER: AbortSignal = new AbortController().signal;
