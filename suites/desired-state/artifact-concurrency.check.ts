import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { sentWithDigest } from '../oracles/artifact.ts';
import { artifactsOf, fetchArtifact } from './artifact-references.ts';
import { deployedClient } from './artifact-situations.ts';

const CLIENTS = 10;
const ROUNDS = 3;

check(
  {
    id: 'desired-state/artifact-is-right-under-concurrency',
    title: 'Ten clients that fetch all they have twice at once are each sent the bytes of the digests they asked for',
    requirements: ['DSA-001', 'DSM-012'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const all = await Promise.all(Array.from({ length: CLIENTS }, () => deployedClient(trial, 1)));
    const wanted = all.flatMap(({ client, manifest }) =>
      artifactsOf(manifest).map((artifact) => ({ client, artifact })),
    );
    if (wanted.length < 2 * CLIENTS) throw new NotEvaluated('not every manifest refers to a deployment and a bundle');
    for (let round = 0; round < ROUNDS; round++) {
      const exchanges = await Promise.all(
        [...wanted, ...wanted].map(async ({ client, artifact }) => ({
          artifact,
          exchange: await fetchArtifact(client.api, artifact),
        })),
      );
      for (const { artifact, exchange } of exchanges) {
        const requirement = artifact.kind === 'bundle' ? 'DSM-012' : 'DSA-001';
        trial.judge(requirement, sentWithDigest(trial.answer(exchange, requirement), artifact.digest));
      }
    }
  },
);
