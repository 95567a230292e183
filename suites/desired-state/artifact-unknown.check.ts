import { randomUUID } from 'node:crypto';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { keptOrGone } from '../oracles/artifact.ts';
import { sha256Digest } from '../oracles/digest.ts';
import { problemNames } from '../oracles/problem-condition.ts';
import { statusIs } from '../oracles/status-code.ts';
import { artifactsOf, bytesOf, fetchArtifact } from './artifact-references.ts';
import { deployedClient } from './artifact-situations.ts';
import { malformedDigests } from './malformed-digests.ts';
import { whileCurrent } from './while-current.ts';

/** Of content that no WFM has. */
const unknownDigest = (): string => sha256Digest(Buffer.from(randomUUID()));

check(
  {
    id: 'desired-state/artifact-unknown-digest-is-not-found',
    title: 'A digest for which there is no content is answered with 404, beside one that is served',
    requirements: ['DSA-002'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 2);
    await whileCurrent(client, manifest, async (current) => {
      for (const artifact of artifactsOf(current)) {
        await bytesOf(client, artifact);
        const response = trial.answer(await fetchArtifact(client.api, artifact, undefined, unknownDigest()));
        trial.judge('DSA-002', statusIs(response, 404));
        await bytesOf(client, artifact);
      }
    });
    // A client for which nothing is desired is no other case.
    const second = await trial.client();
    await second.report(roomyHost('edge-1'));
    const none = [
      await second.api.fetchBundle(unknownDigest()),
      await second.api.fetchDeployment(randomUUID(), unknownDigest()),
    ];
    for (const exchange of none) trial.judge('DSA-002', statusIs(trial.answer(exchange), 404));
  },
);

check(
  {
    id: 'desired-state/artifact-unknown-digest-has-its-problem-type',
    title: 'The 404 for a deployment and for a bundle is of the problem type that is registered for it',
    requirements: ['ERR-002'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 1);
    for (const artifact of artifactsOf(manifest)) {
      const response = trial.answer(await fetchArtifact(client.api, artifact, undefined, unknownDigest()));
      const condition = artifact.kind === 'bundle' ? 'invalid-bundle' : 'deployment-not-found';
      if (response.status !== 404) throw new NotEvaluated(`an unknown digest was answered with ${response.status}`);
      trial.judge('ERR-002', problemNames(response, condition));
    }
  },
);

check(
  {
    id: 'desired-state/artifact-malformed-digest-is-not-served',
    title: 'What is almost the digest of an artifact, or no digest at all, leads to nothing',
    requirements: ['DSA-002'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 1);
    await whileCurrent(client, manifest, async (current) => {
      for (const artifact of artifactsOf(current)) {
        await bytesOf(client, artifact);
        for (const digest of malformedDigests(artifact.digest)) {
          const response = trial.answer(await fetchArtifact(client.api, artifact, undefined, digest));
          // That a text which is no digest is a bad request is a fair reading, too.
          trial.judge('DSA-002', statusIs(response, 404, 400));
        }
        await bytesOf(client, artifact);
      }
    });
  },
);

check(
  {
    id: 'desired-state/artifact-digest-counts-for-its-own-resource',
    title: 'A digest is found under its own deployment only, and that of a bundle among bundles only',
    requirements: ['DSA-002'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 2);
    await whileCurrent(client, manifest, async (current) => {
      const [first, second, bundle] = artifactsOf(current);
      if (first?.kind !== 'deployment' || second?.kind !== 'deployment' || bundle?.kind !== 'bundle')
        throw new NotEvaluated('the manifest refers to other than two deployments and a bundle');
      for (const artifact of [first, second, bundle]) await bytesOf(client, artifact);
      for (const exchange of [
        await client.api.fetchDeployment(first.deploymentId, bundle.digest),
        await client.api.fetchBundle(first.digest),
      ])
        trial.judge('DSA-002', statusIs(trial.answer(exchange), 404));
      // Under another deployment the WFM has content of that digest after all; what it may not send is other content.
      for (const deploymentId of [second.deploymentId, randomUUID()]) {
        const response = trial.answer(await client.api.fetchDeployment(deploymentId, first.digest));
        trial.judge('DSA-002', keptOrGone(response, first.digest));
        trial.judge('DSA-002', statusIs(response, 404), { position: 'G-63' });
      }
    });
  },
);
