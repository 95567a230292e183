import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openKube } from '../../simulator/cluster/api/kube.ts';
import { createNamespace, removeNamespace } from '../../simulator/cluster/api/namespaces.ts';
import type { ClusterAccess } from '../../simulator/cluster/cluster.ts';
import { createArtifactSource } from '../../simulator/device/artifacts/create-artifact-source.ts';
import { memoryPins } from '../../simulator/device/artifacts/pins/pins.ts';
import { policyOf } from '../../simulator/device/artifacts/policy/read-policy.ts';
import { createHelmRuntime } from '../../simulator/device/runtimes/helm/helm-runtime.ts';
import { parseHost } from '../../simulator/oci/reference.ts';
import { packChart } from '../../simulator/packages/pack-chart.ts';
import { publish } from '../../simulator/packages/publish.ts';
import { type HelmProgram, helmProgram } from '../../simulator/programs/helm-program.ts';
import { runProgram } from '../../simulator/programs/run-program.ts';
import { startRegistry } from '../../simulator/registry/start-registry.ts';

export interface DeployFigures {
  readonly helm: string;
  /** Of each round: `helm install --wait` of the local chart, milliseconds. */
  readonly bareMs: readonly number[];
  /** The same chart through the device: look at what is there, fetch and verify the chart, deploy it, in the same rounds. */
  readonly deviceMs: readonly number[];
}

const CHART = fileURLToPath(new URL('../../fixtures/charts/good', import.meta.url));
const TIMEOUT_MS = 120_000;
const never = new AbortController().signal;

/** Deploys the same chart with bare helm and through a device in turn, each time anew, into one namespace that exists already. */
export async function measureDeploy(cluster: ClusterAccess, major: 3 | 4, rounds: number): Promise<DeployFigures> {
  const helm = await helmProgram(major);
  const folder = await mkdtemp(join(tmpdir(), 'waspect-deploy-'));
  const kube = await openKube(cluster.kubeconfig);
  const namespace = `waspect-deploy-${randomUUID().slice(0, 8)}`;
  await using registry = await startRegistry();
  try {
    await createNamespace(kube, namespace);
    const packed = await packChart(CHART);
    const archive = join(folder, 'good.tgz');
    await writeFile(archive, packed.archive);
    const access = { host: parseHost(registry.host), ca: registry.caPem };
    const { repository, revision } = await publish(access, 'charts/good', packed);
    const policy = policyOf({
      internal: [registry.host],
      external: 'refuse',
      unsigned: 'allow',
      hosts: { [registry.host]: { ca: registry.caPem } },
    });
    const bareMs: number[] = [];
    const deviceMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const bare = async () => {
        const run = (...args: string[]) => runHelm(helm, [...args, '--namespace', namespace], cluster, folder);
        bareMs.push(
          await timed(() => run('install', 'bare', archive, '--set', `image=${cluster.workloadImage}`, '--wait')),
        );
        // Helm 4's own watch now and then takes a deployment that is going for one that stays.
        await run('uninstall', 'bare', major < 4 ? '--wait' : '--wait=legacy', '--cascade', 'foreground');
      };
      const device = async () => {
        const workDir = join(folder, `device-${round}`);
        // Nothing is fetched before, and the artifact is looked at as closely as any.
        await using artifacts = createArtifactSource({
          policy,
          pins: memoryPins(),
          cacheDir: join(workDir, 'artifacts'),
        });
        const owner = randomUUID();
        const { kubeconfig } = cluster;
        const runtime = createHelmRuntime({ helm, kubeconfig, artifacts, owner, workDir: join(folder, 'device') });
        const values = [{ pointer: 'image', value: cluster.workloadImage }];
        const key = { deploymentId: randomUUID(), namespace, name: 'good' };
        const component = {
          ...key,
          repository,
          revision,
          values,
          type: 'helm',
          wait: true,
          timeoutMs: TIMEOUT_MS,
        } as const;
        deviceMs.push(
          await timed(async () => {
            await runtime.list();
            const result = await runtime.installComponent(component, never);
            if (result.kind === 'failed') throw new Error(`${result.failure.code}: ${result.failure.message}`);
          }),
        );
        await runtime.removeComponent(key, never);
      };
      // Whichever comes second may profit from the first.
      for (const one of round % 2 === 0 ? [bare, device] : [device, bare]) await one();
    }
    return { helm: helm.version, bareMs, deviceMs };
  } finally {
    await removeNamespace(kube, namespace);
    await kube.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(operation: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await operation();
  return performance.now() - begun;
}

async function runHelm(
  { path }: HelmProgram,
  args: readonly string[],
  { kubeconfig }: ClusterAccess,
  folder: string,
): Promise<void> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    KUBECONFIG: kubeconfig,
    HELM_CACHE_HOME: join(folder, 'cache'),
    HELM_CONFIG_HOME: join(folder, 'config'),
    HELM_DATA_HOME: join(folder, 'data'),
  };
  const result = await runProgram({ file: path, args, env, timeoutMs: TIMEOUT_MS, maxOutputBytes: 64 * 1024 });
  if (result.kind !== 'exited' || result.code !== 0) throw new Error(`helm ${args[0]}: ${JSON.stringify(result)}`);
}
