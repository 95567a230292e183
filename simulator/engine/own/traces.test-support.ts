import { access, readdir, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { basename, join } from 'node:path';
import { runProgram } from '../../programs/run-program.ts';

/** What of an engine can be found on the machine, by the name of its folder. */
export interface Traces {
  /** Process ids: by what they were started with, or by the cgroup that they are in. */
  readonly processes: readonly string[];
  readonly cgroups: readonly string[];
  readonly mounts: readonly string[];
  readonly folder: boolean;
}

export const NO_TRACES: Traces = { processes: [], cgroups: [], mounts: [], folder: false };

export async function tracesOf(folder: string): Promise<Traces> {
  const name = basename(folder);
  const mounts = (await textOf('/proc/self/mountinfo')).split('\n').filter((line) => line.includes(name));
  return {
    processes: await processesOf(name),
    cgroups: await cgroupsOf(name),
    mounts,
    folder: await access(folder).then(
      () => true,
      () => false,
    ),
  };
}

/** What a dockerd usually changes for the whole machine. */
export async function machineSettings(): Promise<Readonly<Record<string, string>>> {
  const settings = await Promise.all(
    SETTINGS.map(async (name): Promise<[string, string]> => [name, await textOf(join('/proc/sys', name))]),
  );
  const links = Object.keys(networkInterfaces()).filter((name) => /^(docker|br-)/.test(name));
  return { ...Object.fromEntries(settings), links: links.join(), firewall: await firewall() };
}

const SETTINGS = [
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
  'net/ipv4/ip_forward',
  'net/ipv4/conf/default/forwarding',
  'net/bridge/bridge-nf-call-iptables',
];

async function firewall(): Promise<string> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const listed = await Promise.all(
    ['filter', 'nat'].map((table) =>
      runProgram({
        file: '/usr/sbin/iptables',
        args: ['-t', table, '-S'],
        env,
        timeoutMs: 10_000,
        maxOutputBytes: 1_000_000,
      }),
    ),
  );
  return listed
    .flatMap((result) => ('stdout' in result ? result.stdout.split('\n') : []))
    .filter((line) => /DOCKER|docker|-P FORWARD/.test(line))
    .join('\n');
}

async function processesOf(name: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const said = await Promise.all(
    ids.map(async (id) => (await textOf(`/proc/${id}/cmdline`)) + (await textOf(`/proc/${id}/cgroup`))),
  );
  return ids.filter((_, index) => said[index]?.includes(name));
}

async function cgroupsOf(name: string): Promise<readonly string[]> {
  const root = '/sys/fs/cgroup';
  const folders = [root, ...(await readdir(root)).map((hierarchy) => join(root, hierarchy))];
  const found = await Promise.all(
    folders.map(async (folder) => (await namesIn(folder)).filter((entry) => entry === name).map(() => folder)),
  );
  return found.flat();
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
