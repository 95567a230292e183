import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBusybox } from '../../workload-image/busybox.ts';
import { buildWorkloadImage } from '../../workload-image/workload-image.ts';
import { versionOf } from '../api/version-of.ts';
import type { ClusterAccess } from '../cluster.ts';
import { findSystemProgram, run } from '../programs.ts';
import { type ClusterProvider, type StartedCluster, type StartOptions, startGuarded } from '../provider.ts';
import { madeStateFolder } from '../state-folder.ts';

const ASK_MS = 10_000;
/** Includes pulling the image of the node. */
const CREATE_MS = 10 * 60_000;

/** kind, through its program: Kubernetes in the containers of an engine. */
export const kindProvider: ClusterProvider = {
  kind: 'kind',

  async obstacle() {
    if ((await findSystemProgram('kind')) === undefined) return 'there is no program kind';
    return run('kind', ['get', 'clusters'], { limitMs: ASK_MS }).then(
      () => undefined,
      (error: Error) => `its container engine does not answer (${error.message})`,
    );
  },

  hesitation: async () => undefined,

  async start({ progress, signal }: StartOptions): Promise<StartedCluster> {
    const cluster = `waspect-${randomBytes(4).toString('hex')}`;
    const kubeconfig = join(madeStateFolder('kind'), `${cluster}.kubeconfig`);
    return startGuarded({ kind: 'kind', cluster, kubeconfig }, signal, async (): Promise<ClusterAccess> => {
      progress.step('creating a kind cluster');
      const create = ['create', 'cluster', '--name', cluster, '--kubeconfig', kubeconfig, '--wait', '120s'];
      await run('kind', create, { limitMs: CREATE_MS, signal });
      progress.step('loading the image of the workloads');
      const workloadImage = await loadImage(cluster, signal);
      return { kind: 'kind', name: `kind ${cluster}`, kubeconfig, version: await versionOf(kubeconfig), workloadImage };
    });
  },
};

async function loadImage(cluster: string, signal: AbortSignal | undefined): Promise<string> {
  const { reference, archive } = await buildWorkloadImage({ busybox: await findBusybox() });
  const folder = await mkdtemp(join(tmpdir(), 'waspect-image-'));
  try {
    const file = join(folder, 'workload.tar');
    await writeFile(file, archive);
    await run('kind', ['load', 'image-archive', file, '--name', cluster], { limitMs: ASK_MS * 6, signal });
    return reference;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
