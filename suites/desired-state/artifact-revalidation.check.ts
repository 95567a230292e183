import { check } from '../harness/check.ts';
import { revalidated, sentWithDigest } from '../oracles/artifact.ts';
import { statusIs } from '../oracles/status-code.ts';
import { artifactsOf, bytesOf, fetchArtifact } from './artifact-references.ts';
import { deployedClient } from './artifact-situations.ts';
import { whileCurrent } from './while-current.ts';

const OTHER = `sha256:${'0'.repeat(64)}`;

/** Fields that name the artifact's own tag, and such that do not. */
const conditions = (digest: string) => ({
  own: [`"${digest}"`, `W/"${digest}"`, `"${OTHER}", "${digest}"`, '*'],
  others: [`"${OTHER}"`, `"${digest.slice(0, -1)}"`, '"a", "b"'],
});

check(
  {
    id: 'desired-state/artifact-can-be-revalidated',
    title: 'A client that holds an artifact is sent it again, or told with 304 that nothing changed',
    requirements: ['DSA-007', 'DSA-001', 'DSA-005'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 2);
    await whileCurrent(client, manifest, async (current) => {
      for (const artifact of artifactsOf(current)) {
        const served = artifact.kind === 'bundle' ? 'DSA-005' : 'DSA-001';
        for (const field of conditions(artifact.digest).own) {
          const options = { headers: { 'if-none-match': field } };
          const response = trial.answer(await fetchArtifact(client.api, artifact, options), served);
          trial.judge(served, statusIs(response, 200, 304));
          trial.judge('DSA-007', revalidated(response, artifact.digest));
        }
      }
    });
  },
);

check(
  {
    id: 'desired-state/artifact-is-sent-to-who-holds-another',
    title: 'A client that names the tags of other content in If-None-Match is sent the artifact',
    requirements: ['DSA-001', 'DSA-005'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 2);
    await whileCurrent(client, manifest, async (current) => {
      for (const artifact of artifactsOf(current)) {
        await bytesOf(client, artifact);
        const served = artifact.kind === 'bundle' ? 'DSA-005' : 'DSA-001';
        for (const field of conditions(artifact.digest).others) {
          const options = { headers: { 'if-none-match': field } };
          const response = trial.answer(await fetchArtifact(client.api, artifact, options), served);
          trial.judge(served, statusIs(response, 200));
          if (artifact.kind === 'deployment') trial.judge('DSA-001', sentWithDigest(response, artifact.digest));
        }
      }
    });
  },
);
