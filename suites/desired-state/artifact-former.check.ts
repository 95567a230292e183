import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { keptOrGone } from '../oracles/artifact.ts';
import { sha256Digest } from '../oracles/digest.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { type Artifact, artifactsOf, bytesOf, fetchArtifact } from './artifact-references.ts';
import { ARTIFACT_NEEDS, deployedClient } from './artifact-situations.ts';
import { whileCurrent } from './while-current.ts';

/** The digests that were really served, so that a wrong one in the manifest is left to the check that is about it. */
async function servedDigests(
  client: TrialClient,
  artifacts: readonly Artifact[],
): Promise<ReadonlyMap<Artifact, string>> {
  const digests = new Map<Artifact, string>();
  for (const artifact of artifacts) digests.set(artifact, sha256Digest(await bytesOf(client, artifact)));
  return digests;
}

async function judgeFormer(trial: Trial, client: TrialClient, former: ReadonlyMap<Artifact, string>): Promise<void> {
  for (const [artifact, digest] of former) {
    const requirement = artifact.kind === 'bundle' ? 'DSM-012' : 'DSA-001';
    const response = trial.answer(await fetchArtifact(client.api, artifact), requirement);
    trial.judge(requirement, keptOrGone(response, digest));
  }
}

check(
  {
    id: 'desired-state/artifact-of-former-manifest-stays-or-goes',
    title: 'A digest of a former manifest leads to the bytes that it led to, or to 404, never to newer ones',
    requirements: ['DSA-001', 'DSM-012'],
    needs: ARTIFACT_NEEDS,
  },
  async (trial) => {
    const { client, workloads, manifest } = await deployedClient(trial, 2);
    const served = (current: ReceivedManifest) => servedDigests(client, artifactsOf(current));
    const former = await whileCurrent(client, manifest, served);
    const [changed, withdrawn] = workloads;
    if (!changed || !withdrawn) throw new TypeError('TOO_FEW_WORKLOADS: two were assigned');

    const updated = await client.update({ ...changed, manifest }, plainDeployment(`${client.id} changed`));
    await judgeFormer(trial, client, former);

    const between = await whileCurrent(client, updated.manifest, served);
    await client.withdraw(withdrawn);
    await judgeFormer(trial, client, between);
    await client.withdraw(changed);
    await judgeFormer(trial, client, former);
    await judgeFormer(trial, client, between);
  },
);
