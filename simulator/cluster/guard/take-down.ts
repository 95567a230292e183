import { rm } from 'node:fs/promises';
import { undo } from '../debian/undo.ts';
import { removeK3s } from '../k3s/remove-k3s.ts';
import { run } from '../programs.ts';

/** What has to be done to undo a cluster, as plain data: known before the first of it is done. */
export type TakeDown =
  | { readonly kind: 'kind'; readonly cluster: string; readonly kubeconfig: string }
  | { readonly kind: 'k3s'; readonly cluster: string; readonly dockerHost: string; readonly kubeconfig: string }
  | { readonly kind: 'debian'; readonly ledger: string }
  /** Somebody else's: forgotten, not touched. */
  | { readonly kind: 'kubeconfig' };

const DELETE_MS = 120_000;

/** Takes a cluster down, whatever there is of it; twice is fine. */
export async function takeDown(what: TakeDown): Promise<void> {
  if (what.kind === 'debian') await undo(what.ledger);
  if (what.kind === 'kind') {
    const args = ['delete', 'cluster', '--name', what.cluster, '--kubeconfig', what.kubeconfig];
    await run('kind', args, { limitMs: DELETE_MS });
    await rm(what.kubeconfig, { force: true });
  }
  if (what.kind === 'k3s') {
    await removeK3s(what.dockerHost, what.cluster);
    await rm(what.kubeconfig, { force: true });
  }
}
