import { check } from '../harness/check.ts';
import { sentWithDigest, taggedWithDigest } from '../oracles/artifact.ts';
import { cachedForGood } from '../oracles/artifact-caching.ts';
import { decodedBody } from '../oracles/content-coding.ts';
import { hasMediaType } from '../oracles/media-type.ts';
import { statusIs } from '../oracles/status-code.ts';
import { isGzip } from '../oracles/tar-bundle.ts';
import { artifactsOf, fetchArtifact, servedArtifact } from './artifact-references.ts';
import { ARTIFACT_NEEDS, whereverServed } from './artifact-situations.ts';

check(
  {
    id: 'desired-state/artifact-digests-hold',
    title: 'Whatever a manifest refers to is served with the bytes of the digest in the manifest',
    requirements: ['DSM-012'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    whereverServed(trial, async (client, manifest) => {
      for (const artifact of artifactsOf(manifest)) {
        const response = trial.answer(await fetchArtifact(client.api, artifact));
        trial.judge('DSM-012', sentWithDigest(response, artifact.digest));
      }
    }),
);

check(
  {
    id: 'desired-state/artifact-deployment-is-yaml-of-its-digest',
    title: 'A deployment is served as application/yaml, with the bytes of the digest in its path',
    requirements: ['DSA-001'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    whereverServed(trial, async (client, manifest) => {
      for (const artifact of artifactsOf(manifest).filter(({ kind }) => kind === 'deployment')) {
        const response = trial.answer(await fetchArtifact(client.api, artifact));
        trial.judge('DSA-001', sentWithDigest(response, artifact.digest));
        trial.judge('DSA-001', hasMediaType(response, artifact.mediaType));
      }
    }),
);

check(
  {
    id: 'desired-state/bundle-is-of-its-declared-media-type',
    title: 'A bundle is served with the media type that the manifest declares, and is compressed with gzip as it says',
    requirements: ['DSA-005'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    whereverServed(trial, async (client, manifest) => {
      for (const artifact of artifactsOf(manifest).filter(({ kind }) => kind === 'bundle')) {
        const response = trial.answer(await fetchArtifact(client.api, artifact));
        trial.judge('DSA-005', statusIs(response, 200));
        trial.judge('DSA-005', hasMediaType(response, artifact.mediaType));
        const decoded = decodedBody(response);
        trial.judge('DSA-005', 'undecodable' in decoded ? decoded.undecodable : isGzip(decoded.bytes));
      }
    }),
);

check(
  {
    id: 'desired-state/artifact-etag-is-its-digest',
    title: 'The ETag of a deployment and of a bundle is the quoted digest of the path',
    requirements: ['DSA-003'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    whereverServed(trial, async (client, manifest) => {
      for (const artifact of artifactsOf(manifest)) {
        const response = await servedArtifact(client, artifact);
        trial.judge('DSA-003', taggedWithDigest(response, artifact.digest));
      }
    }),
);

check(
  {
    id: 'desired-state/artifact-is-cached-for-good',
    title: 'A deployment and a bundle are as visible as they should be, immutable and fresh for a year',
    requirements: ['DSA-004'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    whereverServed(trial, async (client, manifest) => {
      for (const artifact of artifactsOf(manifest)) {
        const response = await servedArtifact(client, artifact);
        const { artifactVisibility } = trial.session.revision.traits;
        const position = artifactVisibility === 'public' ? { position: 'G-76' } : {};
        trial.judge('DSA-004', cachedForGood(response.headers, artifactVisibility), position);
      }
    }),
);
