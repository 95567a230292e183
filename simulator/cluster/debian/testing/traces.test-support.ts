import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../programs.ts';

/** All that a cluster may put onto a machine, looked for by its id and its addresses, whoever else is at work there. */
export interface Traces {
  /** What runs in its control groups, or has its folder open as a mount. */
  readonly processes: number;
  readonly cgroups: number;
  /** In the machine's own mount namespace. */
  readonly mounts: number;
  readonly links: number;
  readonly routes: number;
  readonly files: boolean;
}

export const NO_TRACES: Traces = { processes: 0, cgroups: 0, mounts: 0, links: 0, routes: 0, files: false };

export async function tracesOf(folder: string, id: string): Promise<Traces> {
  const found = (text: string) => text.split('\n').filter((line) => line.includes(id)).length;
  return {
    processes: await processesOf(id),
    cgroups: await groupsOf(id),
    mounts: found(await readFile('/proc/self/mountinfo', 'utf8')),
    links: found(await run('ip', ['-oneline', 'link', 'show'])),
    routes: found(await run('ip', ['route', 'show', 'table', 'all'])),
    files: existsSync(folder) || existsSync(`${folder}.json`),
  };
}

/** What a cluster could change for everybody: settings that kubelet sets by itself, packet filters, named namespaces. */
export async function machine(): Promise<Readonly<Record<string, string>>> {
  const settings = await Promise.all(
    SETTINGS.map(async (name) => [name, await textOf(join('/proc/sys', name))] as const),
  );
  const filters = await run('iptables-save', []).catch(() => '');
  return {
    ...Object.fromEntries(settings),
    // Names of chains and rules that Kubernetes makes.
    filters: filters
      .split('\n')
      .filter((line) => /KUBE|CNI/.test(line))
      .join('\n'),
    folders: FOLDERS.filter((folder) => existsSync(folder)).join(),
  };
}

const SETTINGS = [
  'kernel/keys/root_maxbytes',
  'kernel/keys/root_maxkeys',
  'kernel/panic',
  'kernel/panic_on_oops',
  'net/ipv4/ip_forward',
  'net/netfilter/nf_conntrack_max',
  'vm/overcommit_memory',
  'vm/panic_on_oom',
];

/** Fixed places where kubelet, containerd and CNI would write. */
const FOLDERS = [
  '/var/lib/kubelet',
  '/var/lib/cni',
  '/var/log/pods',
  '/var/log/containers',
  '/opt/cni',
  '/usr/libexec/kubernetes',
];

async function processesOf(id: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const texts = await Promise.all(pids.map((pid) => textOf(`/proc/${pid}/cgroup`)));
  return texts.filter((text) => text.includes(id)).length;
}

async function groupsOf(id: string): Promise<number> {
  const hierarchies = await readdir('/sys/fs/cgroup').catch(() => []);
  return hierarchies.filter((name) => existsSync(join('/sys/fs/cgroup', name, `waspect-${id}`))).length;
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
