import { check } from '../harness/check.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { sentWithDigest, taggedWithDigest } from '../oracles/artifact.ts';
import { codedAsAccepted, variesByCoding } from '../oracles/coding-negotiation.ts';
import { contentCodings } from '../oracles/content-coding.ts';
import { artifactsOf, fetchArtifact, servedArtifact, verifiedBytesOf } from './artifact-references.ts';
import { deployedClient } from './artifact-situations.ts';
import { whileCurrent } from './while-current.ts';

/** What clients say about codings; a server is free to send the plain bytes to each of them. */
const ACCEPT_ENCODINGS = [null, 'identity', 'gzip', 'br, gzip', 'deflate', 'gzip;q=0', 'gzip;q=0.5, identity;q=0.1'];

check(
  {
    id: 'desired-state/artifact-digest-is-of-the-decoded-body',
    title: 'Whatever content codings a client accepts, digest and ETag are those of the decoded body',
    requirements: ['DIG-002', 'DSA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 2);
    await whileCurrent(client, manifest, async (current) => {
      for (const artifact of artifactsOf(current)) {
        await verifiedBytesOf(client, artifact);
        for (const accepted of ACCEPT_ENCODINGS) {
          const options = { headers: { 'accept-encoding': accepted } };
          const response = trial.answer(await fetchArtifact(client.api, artifact, options));
          trial.judge('DIG-002', sentWithDigest(response, artifact.digest));
          trial.judge('DSA-003', taggedWithDigest(response, artifact.digest));
        }
      }
    });
  },
);

check(
  {
    id: 'desired-state/artifact-coding-is-negotiated',
    title: 'An artifact is encoded only where the client accepts it, and its Vary names Accept-Encoding',
    requirements: ['DSA-006'],
    needs: { verbs: ['assign'], feature: 'content-coding' },
  },
  async (trial) => {
    const { client, manifest } = await deployedClient(trial, 1);
    let coded = false;
    await whileCurrent(client, manifest, async (current) => {
      for (const artifact of artifactsOf(current))
        for (const accepted of ACCEPT_ENCODINGS) {
          const options = { headers: { 'accept-encoding': accepted } };
          const response = await servedArtifact(client, artifact, options);
          if (contentCodings(response).every((coding) => coding === 'identity')) continue;
          coded = true;
          trial.judge('DSA-006', codedAsAccepted(response, accepted));
          trial.judge('DSA-006', variesByCoding(response));
        }
    });
    if (!coded) throw new NotApplicable('no artifact was sent with a Content-Encoding');
  },
);
