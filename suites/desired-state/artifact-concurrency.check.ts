import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { sentWithDigest } from '../oracles/artifact.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { artifactsOf, fetchArtifact } from './artifact-references.ts';
import { deployedClient } from './artifact-situations.ts';
import { whileCurrent } from './while-current.ts';

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
    const fetchTwice = ({ client }: (typeof all)[number]) => {
      return async (current: ReceivedManifest): Promise<void> => {
        const artifacts = artifactsOf(current);
        if (artifacts.length < 2) throw new NotEvaluated('not every manifest refers to a deployment and a bundle');
        const fetches = [...artifacts, ...artifacts].map(async (artifact) => {
          return { artifact, exchange: await fetchArtifact(client.api, artifact) };
        });
        for (const { artifact, exchange } of await Promise.all(fetches)) {
          const requirement = artifact.kind === 'bundle' ? 'DSM-012' : 'DSA-001';
          trial.judge(requirement, sentWithDigest(trial.answer(exchange, requirement), artifact.digest));
        }
      };
    };
    for (let round = 0; round < ROUNDS; round++) {
      const judged = await Promise.allSettled(
        all.map((each) => whileCurrent(each.client, each.manifest, fetchTwice(each))),
      );
      // None is left under way when another one fails.
      for (const outcome of judged) if (outcome.status === 'rejected') throw outcome.reason;
    }
  },
);
