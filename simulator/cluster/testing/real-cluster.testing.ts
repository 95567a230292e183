import { describe, expect, it } from 'vitest';
import { versionOf } from '../api/version-of.ts';
import type { ClusterAccess } from '../cluster.ts';
import { readStanding } from '../standing/standing-cluster.ts';

export type RealCluster =
  | { readonly access: ClusterAccess; readonly missing?: never }
  /** Why there is none, with the command that brings one up. */
  | { readonly access?: never; readonly missing: string };

const COMMAND = 'npm run --silent waspect -- cluster up';

/** The cluster that `waspect cluster up` has brought up, once it has answered. */
export async function realCluster(): Promise<RealCluster> {
  try {
    const standing = readStanding();
    if (!standing) return { missing: `no cluster is up; bring one up: ${COMMAND}` };
    await versionOf(standing.access.kubeconfig);
    return { access: standing.access };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { missing: `the cluster does not answer (${reason}); bring it up again: ${COMMAND}` };
  }
}

/**
 * Describes what needs a real cluster: `await describeOnCluster('name', (cluster) => { it(...) })`. Where none is up the
 * tests fail in CI, because what nobody runs proves nothing; elsewhere they are skipped with the command that brings one up.
 */
export async function describeOnCluster(name: string, define: (cluster: ClusterAccess) => void): Promise<void> {
  const { access, missing } = await realCluster();
  if (access) describe(name, () => define(access));
  else if (process.env['CI']) describe(name, () => it('has a cluster', () => expect.fail(missing)));
  else describe.skip(name, () => it(missing, () => expect.fail(missing)));
}
