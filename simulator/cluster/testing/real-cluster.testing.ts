import { describe, expect, it } from 'vitest';
import { versionOf } from '../api/version-of.ts';
import type { ClusterAccess } from '../cluster.ts';
import { readStanding } from '../standing/standing-cluster.ts';

type RealCluster =
  | { readonly access: ClusterAccess; readonly missing?: never }
  /** Why there is none, with the command that brings one up. */
  | { readonly access?: never; readonly missing: string };

const COMMAND = 'npm run --silent waspect -- cluster up';

/**
 * Describes what needs a real cluster, the one that `waspect cluster up` has brought up:
 * `await describeOnCluster('name', (cluster) => { it(...) })`.
 */
export async function describeOnCluster(name: string, define: (cluster: ClusterAccess) => void): Promise<void> {
  const { access, missing } = await realCluster();
  describeWhere(missing, name, () => (access ? define(access) : undefined));
}

/**
 * Describes what needs something of the machine. Where that is `missing` the tests fail in CI, because what nobody runs
 * proves nothing; elsewhere they are skipped with the reason and the command that brings it.
 */
export function describeWhere(missing: string | undefined, name: string, define: () => void): void {
  if (missing === undefined) describe(name, define);
  else if (process.env['CI']) describe(name, () => it('has what it needs', () => expect.fail(missing)));
  else describe.skip(name, () => it(missing, () => expect.fail(missing)));
}

async function realCluster(): Promise<RealCluster> {
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
