import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { stateFolder } from '../../programs/user-folders.ts';
import { ClusterError } from '../cluster-error.ts';
import { madeStateFolder } from '../state-folder.ts';
import { groupsNamed } from './cgroups.ts';

/**
 * All that has to be undone, written down before the first of it is done: whoever reads it can take the cluster down,
 * whatever became of the process that began.
 */
export interface Ledger {
  /** Unique: names the control groups and the link, so that an old ledger never undoes a newer cluster. */
  readonly id: string;
  /** Changes with every start of the machine; after one only files are left. */
  readonly bootId: string;
  /** The process that began, and when it started in clock ticks of the kernel: numbers of processes come again. */
  readonly owner: { readonly pid: number; readonly startTime: string };
  readonly folder: string;
  readonly cgroups: readonly string[];
  readonly link: string;
}

const text = { type: 'string', minLength: 1 } as const;
const isLedger = new Ajv().compile<Ledger>({
  type: 'object',
  required: ['id', 'bootId', 'owner', 'folder', 'cgroups', 'link'],
  properties: {
    id: text,
    bootId: text,
    owner: {
      type: 'object',
      required: ['pid', 'startTime'],
      properties: { pid: { type: 'integer' }, startTime: text },
    },
    // Undoing deletes these: nothing that is not plainly ours.
    folder: { type: 'string', pattern: '^/.*/waspect/debian/[0-9a-f]{8}$' },
    cgroups: { type: 'array', items: { type: 'string', pattern: '^/sys/fs/cgroup/[^/]+/waspect-[0-9a-f]{8}$' } },
    link: { type: 'string', pattern: '^waspect[0-9a-f]{8}$' },
  },
});

/** Where ledgers lie, and the folders of their clusters. */
const ledgerFolder = (): string => join(stateFolder(), 'debian');

export const groupName = (id: string): string => `waspect-${id}`;

/** Begins a ledger for a cluster that is about to be started by this process; answers its file. */
export function beginLedger(): { readonly ledger: Ledger; readonly file: string } {
  const id = randomBytes(4).toString('hex');
  const folder = join(madeStateFolder('debian'), id);
  const ledger = {
    id,
    bootId: bootId(),
    owner: { pid: process.pid, startTime: startTime(process.pid) ?? 'unknown' },
    folder,
    cgroups: groupsNamed(groupName(id)),
    link: `waspect${id}`,
  };
  const file = `${folder}.json`;
  writeFileSync(file, `${JSON.stringify(ledger, undefined, 2)}\n`, { flag: 'wx', mode: 0o600 });
  return { ledger, file };
}

/** @throws ClusterError CLUSTER_STATE_UNUSABLE */
export function readLedger(file: string): Ledger | undefined {
  let ledger: unknown;
  try {
    ledger = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new ClusterError('CLUSTER_STATE_UNUSABLE', `${file}: ${String(cause)}; see what it was, and remove it`, {
      cause,
    });
  }
  if (isLedger(ledger)) return ledger;
  throw new ClusterError('CLUSTER_STATE_UNUSABLE', `${file} is no ledger of a cluster; see what it is, and remove it`);
}

/** All that are readable. */
export function ledgers(): readonly { readonly file: string; readonly ledger: Ledger }[] {
  return files().flatMap((file) => {
    try {
      const ledger = readLedger(file);
      return ledger ? [{ file, ledger }] : [];
    } catch {
      return [];
    }
  });
}

/** Whether the process that began it still runs. */
export const isOwned = ({ bootId: then, owner }: Ledger): boolean =>
  then === bootId() && startTime(owner.pid) === owner.startTime;

export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

function files(): readonly string[] {
  try {
    return readdirSync(ledgerFolder())
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(ledgerFolder(), name));
  } catch {
    return [];
  }
}

/** Field 22 of `/proc/PID/stat`, counted after the name, which may hold anything. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
