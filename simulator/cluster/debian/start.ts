import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findBusybox } from '../../workload-image/busybox.ts';
import { buildWorkloadImage } from '../../workload-image/workload-image.ts';
import { type Kube, openKube } from '../api/kube.ts';
import { itemsAt, textAt } from '../api/kube-object.ts';
import type { ClusterAccess } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Progress } from '../progress.ts';
import { type StartedCluster, type StartOptions, startGuarded } from '../provider.ts';
import { certificateFiles } from './certificates.ts';
import { makeGroups, trackingFile } from './cgroups.ts';
import { controllers, foundation } from './components.ts';
import { configurationFiles } from './configuration.ts';
import { beginLedger, groupName, type Ledger } from './ledger.ts';
import { Node } from './node.ts';
import type { Subnets } from './subnets.ts';

const CONTAINERD = fileURLToPath(new URL('node/containerd.toml', import.meta.url));
const START_MS = 120_000;
const POLL_MS = 100;
/** Written last of what the API server makes for itself at its first start; controllers that come earlier may give up. */
const LAST_OF_BOOTSTRAP =
  '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings/system:controller:token-cleaner';

export interface StartDebianOptions extends StartOptions {
  /** Folder of the Kubernetes programs. */
  readonly programs: string;
}

/**
 * Starts a cluster of one node, with a guard that takes it down when this process ends.
 * @throws ClusterError CLUSTER_START_FAILED, CLUSTER_INTERRUPTED; whatever was done is undone by then
 */
export async function startDebian({ programs, progress, signal }: StartDebianOptions): Promise<StartedCluster> {
  const { ledger, file } = beginLedger();
  return startGuarded({ kind: 'debian', ledger: file }, signal, () =>
    bringUp(ledger, programs, progress, signal ?? new AbortController().signal),
  );
}

async function bringUp(
  ledger: Ledger,
  programs: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<ClusterAccess> {
  const { folder, id } = ledger;
  progress.step('making a node');
  const group = groupName(id);
  await makeFolders(folder);
  makeGroups(group);
  const node = await Node.make(folder, programs, trackingFile(group));
  const net = await node.connect(ledger.link);
  const image = await writeFiles(folder, net, group);
  signal.throwIfAborted();
  progress.step('starting the control plane');
  for (const component of foundation(net)) node.start(component);
  const kubeconfig = join(folder, 'run/waspect/admin.kubeconfig');
  const kube = await openKube(kubeconfig, { requestMs: 5000 });
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
    await Promise.race([node.failed, Promise.all([loadImage(node, patience), hasBegun(kube, patience)])]);
    progress.step('starting the node');
    for (const component of controllers(net)) node.start(component);
    await Promise.race([node.failed, isReady(kube, patience)]);
    return { kind: 'debian', name: `debian ${group}`, kubeconfig, version: await kube.version(), workloadImage: image };
  } finally {
    await kube.close();
  }
}

/** What takes the place of /run and /var inside the node. */
async function makeFolders(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const path of [
    'log',
    'sysctl',
    'run/waspect/bin',
    'run/waspect/cni',
    'run/lock',
    'var/lib',
    'var/log',
    'var/tmp',
  ])
    await mkdir(join(folder, path), { recursive: true });
  await chmod(join(folder, 'var/tmp'), 0o1777);
  await symlink('/run', join(folder, 'var/run'));
}

/** Answers the reference of the image that workloads run. */
async function writeFiles(folder: string, net: Subnets, group: string): Promise<string> {
  const configuration = join(folder, 'run/waspect');
  const files = [...(await certificateFiles(net)), ...configurationFiles(net, group)];
  await Promise.all(files.map(([name, content]) => writeFile(join(configuration, name), content, { mode: 0o600 })));
  await copyFile(CONTAINERD, join(configuration, 'containerd.toml'));
  const { reference, archive } = await buildWorkloadImage({ busybox: await findBusybox() });
  await writeFile(join(configuration, 'workload.tar'), archive);
  return reference;
}

async function loadImage(node: Node, signal: AbortSignal): Promise<void> {
  const archive = '/run/waspect/workload.tar';
  await until(signal, 'containerd does not take an image', () =>
    node.run('ctr', ['--namespace', 'k8s.io', 'images', 'import', archive], { signal }).then(() => true),
  );
}

const hasBegun = (kube: Kube, signal: AbortSignal): Promise<void> =>
  until(signal, 'the API server is not ready', async () => (await kube.get(LAST_OF_BOOTSTRAP)) !== undefined);

/** Pods can be scheduled and start: the node says so, and there is an account for them to run as. */
const isReady = (kube: Kube, signal: AbortSignal): Promise<void> =>
  until(signal, 'the node is not ready', async () => {
    const node = await kube.get('/api/v1/nodes/node1');
    const conditions = itemsAt(node, 'status', 'conditions');
    const ready = conditions.some((each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True');
    return ready && (await kube.get('/api/v1/namespaces/default/serviceaccounts/default')) !== undefined;
  });

async function until(signal: AbortSignal, state: string, reached: () => Promise<boolean>): Promise<void> {
  let last: unknown;
  for (;;) {
    try {
      if (await reached()) return;
    } catch (error) {
      last = error;
    }
    if (signal.aborted)
      throw new ClusterError(
        'CLUSTER_START_FAILED',
        `${state}${last instanceof Error ? ` (${last.message})` : ''}; see that the machine has enough memory, and try again`,
      );
    await sleep(POLL_MS);
  }
}
