import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { stateFolder } from '../../programs/user-folders.ts';
import type { ClusterAccess } from '../cluster.ts';
import { ClusterError } from '../cluster-error.ts';
import { TAKE_DOWN_SCHEMA, type TakeDown } from '../guard/take-down.ts';

/** The cluster that `waspect cluster up` brought up, and that stays up until `waspect cluster down`. */
export interface StandingCluster {
  readonly access: ClusterAccess;
  readonly takeDown: TakeDown;
}

const text = { type: 'string', minLength: 1 } as const;
const kinds = ['kind', 'k3s', 'debian', 'kubeconfig'] as const;

const isStanding = new Ajv().compile<StandingCluster>({
  type: 'object',
  required: ['access', 'takeDown'],
  properties: {
    access: {
      type: 'object',
      required: ['kind', 'name', 'kubeconfig', 'version', 'workloadImage'],
      properties: { kind: { enum: kinds }, name: text, kubeconfig: text, version: text, workloadImage: text },
    },
    takeDown: TAKE_DOWN_SCHEMA,
  },
});

/** There is one standing cluster a user; its note lies here. */
export const standingFile = (folder: string = stateFolder()): string => join(folder, 'cluster.json');

/**
 * What the note says; whether the cluster still answers is for the caller to find out.
 * @throws ClusterError CLUSTER_STATE_UNUSABLE
 */
export function readStanding(file: string = standingFile()): StandingCluster | undefined {
  let note: unknown;
  try {
    note = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unusable(file, error);
  }
  if (isStanding(note)) return note;
  throw unusable(file, new Error('it is no note about a cluster'));
}

/**
 * At once or not at all: a reader never sees half a note. Answers whether it was written: not where there is one already,
 * for of two that come up at the same time only one can stand.
 */
export function writeStanding(cluster: StandingCluster, file: string = standingFile()): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(cluster, undefined, 2)}\n`, { mode: 0o600 });
    try {
      return linked(draft, file);
    } finally {
      rmSync(draft);
    }
  } catch (error) {
    throw unusable(file, error);
  }
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @throws ClusterError CLUSTER_STATE_UNUSABLE */
export function forgetStanding(file: string = standingFile()): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw unusable(file, error);
  }
}

const unusable = (file: string, cause: unknown): ClusterError =>
  new ClusterError(
    'CLUSTER_STATE_UNUSABLE',
    `${file}: ${cause instanceof Error ? cause.message : String(cause)}; make the folder writable, and remove the file if it is damaged`,
    { cause },
  );
