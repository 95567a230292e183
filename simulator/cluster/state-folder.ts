import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../programs/user-folders.ts';
import { ClusterError } from './cluster-error.ts';

/**
 * The folder, made where it is missing, that keeps what clusters of a kind need as long as they are up.
 * @throws ClusterError CLUSTER_STATE_UNUSABLE
 */
export function madeStateFolder(kind: 'kind' | 'k3s' | 'debian'): string {
  const folder = join(stateFolder(), kind);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new ClusterError(
      'CLUSTER_STATE_UNUSABLE',
      `${cause instanceof Error ? cause.message : String(cause)}; make the folder writable, or name another one with XDG_STATE_HOME`,
      { cause },
    );
  }
  return folder;
}
