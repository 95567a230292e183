import { check } from '../harness/check.ts';
import { sentWithDigest } from '../oracles/artifact.ts';
import { artifactsOf, bytesOf, fetchArtifact } from './artifact-references.ts';
import { deployedClient } from './artifact-situations.ts';
import { whileCurrent } from './while-current.ts';

check(
  {
    id: 'desired-state/artifact-outlives-a-restart',
    title: 'After a restart the artifacts of the current manifest are served with their digests',
    requirements: ['DSM-012', 'DSA-001'],
    needs: { verbs: ['assign', 'restart'] },
    exclusive: true,
  },
  async (trial) => {
    const clients = [await deployedClient(trial, 2), await deployedClient(trial, 1)];
    for (const { client, manifest } of clients)
      await whileCurrent(client, manifest, async (current) => {
        for (const artifact of artifactsOf(current)) await bytesOf(client, artifact);
      });
    await trial.operator.restart();
    for (const { client, workloads } of clients) {
      const manifest = await client.manifestWhere(
        ({ deployments }) => deployments.length === workloads.length,
        'the deployments of before the restart are still desired',
      );
      await whileCurrent(client, manifest, async (current) => {
        for (const artifact of artifactsOf(current)) {
          const requirement = artifact.kind === 'bundle' ? 'DSM-012' : 'DSA-001';
          const response = trial.answer(await fetchArtifact(client.api, artifact), requirement);
          trial.judge(requirement, sentWithDigest(response, artifact.digest));
        }
      });
    }
  },
);
