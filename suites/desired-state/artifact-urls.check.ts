import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { sentWithDigest } from '../oracles/artifact.ts';
import { contentAddress } from '../oracles/content-address.ts';
import { sha256Digest } from '../oracles/digest.ts';
import { artifactsOf, bytesOf, resourceOf } from './artifact-references.ts';
import { ARTIFACT_NEEDS, whereverServed } from './artifact-situations.ts';

check(
  {
    id: 'desired-state/artifact-is-served-at-its-url',
    title: 'What the url of a manifest entry leads to is the artifact with the digest beside it',
    requirements: ['DSM-013'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    whereverServed(trial, async (client, manifest) => {
      const endpoint = new URL(trial.session.target.endpoint.url);
      for (const artifact of artifactsOf(manifest)) {
        const { url, place } = contentAddress(
          artifact.url,
          endpoint,
          resourceOf(client.api.paths, artifact),
          client.api.paths,
        );
        if (url === undefined) throw new NotEvaluated(`${artifact.url} leads away from ${endpoint.origin}`);
        const digest = sha256Digest(await bytesOf(client, artifact));
        const response = trial.answer(await client.api.fetchReference(url));
        // Beside the base path of the endpoint it is the base that is in doubt (G-29), not the form.
        trial.judge('DSM-013', sentWithDigest(response, digest), place.ok ? {} : { position: 'G-29' });
      }
    }),
);
