import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = '/sys/fs/cgroup';
/** Everything that a cluster starts is found again in this hierarchy, whoever its parent became. */
const TRACKING = 'pids';
/** What a new group does not inherit by itself, and has to have before a process can join. */
const INHERITED = ['cpuset.cpus', 'cpuset.mems'];
const POLL_MS = 20;

/**
 * The hierarchies that are mounted here, where they are those of version 1; none on a machine with version 2 alone. The
 * one of version 2 that may stand beside them (`unified`) is among them: runc leaves groups there.
 */
export function hierarchies(root: string = ROOT): readonly string[] {
  if (!existsSync(join(root, TRACKING, 'cgroup.procs'))) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'cgroup.procs')))
    .map(({ name }) => join(root, name));
}

/** A group of this name in every hierarchy. */
export const groupsNamed = (name: string): readonly string[] => hierarchies().map((each) => join(each, name));

/** What a process writes its number to, to be found again. */
export const trackingFile = (name: string): string => join(ROOT, TRACKING, name, 'system', 'cgroup.procs');

export function makeGroups(name: string): void {
  for (const group of groupsNamed(name)) {
    mkdirSync(group);
    for (const file of INHERITED)
      if (existsSync(join(group, file))) writeFileSync(join(group, file), readFileSync(join(group, '..', file)));
  }
  mkdirSync(join(ROOT, TRACKING, name, 'system'));
}

/** Ends every process in the groups and below them, at once; answers those that were still there after `limitMs`. */
export async function killAll(groups: readonly string[], limitMs: number): Promise<readonly number[]> {
  const end = performance.now() + limitMs;
  let alive = processesIn(groups);
  while (alive.length > 0 && performance.now() < end) {
    for (const pid of alive) kill(pid);
    await sleep(POLL_MS);
    alive = processesIn(groups);
  }
  return alive;
}

/** Removes empty groups and those below them; answers those that were still in use after `limitMs`. */
export async function removeGroups(groups: readonly string[], limitMs: number): Promise<readonly string[]> {
  const end = performance.now() + limitMs;
  let left = groups.filter((group) => !removed(group));
  while (left.length > 0 && performance.now() < end) {
    await sleep(POLL_MS);
    left = left.filter((group) => !removed(group));
  }
  return left;
}

/** The groups themselves and all below them, the deepest first. */
function tree(group: string): readonly string[] {
  try {
    const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [...below.flatMap(({ name }) => tree(join(group, name))), group];
  } catch {
    return [];
  }
}

const processesIn = (groups: readonly string[]): readonly number[] => [
  ...new Set(groups.flatMap(tree).flatMap((group) => members(join(group, 'cgroup.procs')))),
];

function members(file: string): readonly number[] {
  try {
    // A process that cannot be seen from here is listed as 0, and 0 would be ourselves.
    return readFileSync(file, 'utf8')
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 1);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function removed(group: string): boolean {
  for (const each of tree(group)) {
    try {
      rmdirSync(each);
    } catch {
      return !existsSync(group);
    }
  }
  return true;
}
