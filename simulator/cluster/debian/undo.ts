import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ClusterError } from '../cluster-error.ts';
import { run } from '../programs.ts';
import { killAll, removeGroups } from './cgroups.ts';
import { bootId, isOwned, type Ledger, ledgers, readLedger } from './ledger.ts';

const PATIENCE_MS = 15_000;

/**
 * Takes down the cluster of a ledger: whatever there is of it, in any state. The network namespace with its routes and
 * rules, and the mounts, are the processes' own and go with the last of them. Doing it twice, or twice at once, is fine.
 * @throws ClusterError CLUSTER_LEFT_BEHIND, the ledger is then kept
 */
export async function undo(file: string): Promise<void> {
  const ledger = readLedger(file);
  if (!ledger) return;
  const left = [
    ...(ledger.bootId === bootId() ? await undoRunning(ledger) : []),
    ...(await removeFolder(ledger.folder)),
  ];
  if (left.length > 0)
    throw new ClusterError(
      'CLUSTER_LEFT_BEHIND',
      `of the cluster ${ledger.id} there is still ${left.join(', ')}; try again: waspect cluster down`,
    );
  await rm(file, { force: true });
}

/** Undoes clusters whose owner ended without doing so, nobody having been there to do it instead. */
export async function undoStrays(isKept: (file: string) => boolean): Promise<void> {
  for (const { file, ledger } of ledgers()) if (!isOwned(ledger) && !isKept(file)) await undo(file);
}

async function undoRunning({ cgroups, link }: Ledger): Promise<readonly string[]> {
  const alive = await killAll(cgroups, PATIENCE_MS);
  const linked = await removeLink(link);
  return [...alive.map((pid) => `process ${pid}`), ...linked, ...(await removeGroups(cgroups, PATIENCE_MS))];
}

/** The kernel removes it with the namespace at its other end, but a moment later than anybody expects. */
async function removeLink(name: string): Promise<readonly string[]> {
  const path = `/sys/class/net/${name}`;
  if (!existsSync(path)) return [];
  const failed = await run('ip', ['link', 'delete', name]).then(() => undefined, String);
  return failed !== undefined && existsSync(path) ? [`link ${name} (${failed})`] : [];
}

async function removeFolder(folder: string): Promise<readonly string[]> {
  // A mount that got out of its namespace would be emptied with the folder.
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`))
    .toReversed();
  for (const path of mounted) {
    const failed = await run('umount', ['--lazy', path]).then(() => undefined, String);
    if (failed !== undefined) return [`mount ${path} (${failed})`];
  }
  const failed = await rm(folder, { recursive: true, force: true, maxRetries: 5 }).then(() => undefined, String);
  return failed === undefined ? [] : [`folder ${folder} (${failed})`];
}
