import { hierarchies } from './cgroups.ts';

/** Why no such cluster can run on this machine, whatever is installed; `undefined` where one can. */
export function debianObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'it runs on Linux only';
  if (process.getuid?.() !== 0) return 'it wants root, for namespaces and control groups';
  if (hierarchies().length === 0)
    return 'it wants control groups version 1 (/sys/fs/cgroup/pids), which this machine does not have';
  return undefined;
}
