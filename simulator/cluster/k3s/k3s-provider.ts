import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEngine } from '../../engine/api/engine-api.ts';
import { usualDockerHost } from '../../engine/docker-host.ts';
import { findBusybox } from '../../workload-image/busybox.ts';
import { buildWorkloadImage } from '../../workload-image/workload-image.ts';
import { versionOf } from '../api/version-of.ts';
import type { ClusterAccess } from '../cluster.ts';
import { type ClusterProvider, type StartedCluster, type StartOptions, startGuarded } from '../provider.ts';
import { madeStateFolder } from '../state-folder.ts';
import { CLUSTER_LABEL, removeK3s } from './remove-k3s.ts';

const IMAGE = 'rancher/k3s:v1.31.4-k3s1';
const ARCHIVE = '/tmp/workload.tar';

/** k3s in one container, through Testcontainers. */
export const k3sProvider: ClusterProvider = {
  kind: 'k3s',

  async obstacle() {
    try {
      const engine = openEngine({ dockerHost: usualDockerHost() });
      await engine.version().finally(() => engine.close());
    } catch (error) {
      return `no container engine answers (${error instanceof Error ? error.message : String(error)})`;
    }
    return loadTestcontainers().then(
      () => undefined,
      () => 'the package is not there: npm install @testcontainers/k3s',
    );
  },

  hesitation: async () => undefined,

  async start({ progress, signal }: StartOptions): Promise<StartedCluster> {
    const cluster = `waspect-${randomBytes(4).toString('hex')}`;
    const kubeconfig = join(madeStateFolder('k3s'), `${cluster}.kubeconfig`);
    const takeDown = { kind: 'k3s', cluster, dockerHost: usualDockerHost(), kubeconfig } as const;
    return startGuarded(takeDown, signal, async (): Promise<ClusterAccess> => {
      progress.step(`starting ${IMAGE}`);
      const workloadImage = await interruptible(startContainer(cluster, kubeconfig), signal, () =>
        removeK3s(takeDown.dockerHost, cluster),
      );
      return { kind: 'k3s', name: `k3s ${cluster}`, kubeconfig, version: await versionOf(kubeconfig), workloadImage };
    });
  },
};

/** Loaded where it is used: it is large, and not everybody has it. */
async function loadTestcontainers(): Promise<typeof import('@testcontainers/k3s')> {
  // Its reaper is another image to pull; the guard does the same.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  return import('@testcontainers/k3s');
}

async function startContainer(cluster: string, kubeconfig: string): Promise<string> {
  const { K3sContainer } = await loadTestcontainers();
  const container = new K3sContainer(IMAGE).withName(cluster).withLabels({ [CLUSTER_LABEL]: cluster });
  const started = await container.start().catch((error: Error) => {
    throw new Error(`${IMAGE} does not start: ${error.message.trim()}; see that the engine can pull it`, {
      cause: error,
    });
  });
  await writeFile(kubeconfig, started.getKubeConfig(), { mode: 0o600 });
  const { reference, archive } = await buildWorkloadImage({ busybox: await findBusybox() });
  await started.copyContentToContainer([{ content: Buffer.from(archive), target: ARCHIVE }]);
  const { exitCode, output } = await started.exec(['ctr', 'images', 'import', ARCHIVE]);
  if (exitCode === 0) return reference;
  throw new Error(`k3s does not take the image of the workloads: ${output.slice(-500)}`);
}

/** Testcontainers hears no signal: what it makes after one is removed when it comes. */
function interruptible<T>(work: Promise<T>, signal: AbortSignal | undefined, remove: () => Promise<void>): Promise<T> {
  const late = Promise.withResolvers<never>();
  signal?.addEventListener(
    'abort',
    () => {
      late.reject(new Error('interrupted'));
      work.then(remove, remove).catch(() => undefined);
    },
    { once: true },
  );
  return Promise.race([work, late.promise]);
}
