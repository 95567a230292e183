import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { strongDigestEtag } from '../oracles/etag.ts';
import { clientWith } from './desired-clients.ts';
import { inEverySituation, SITUATION_NEEDS } from './manifest-situations.ts';

check(
  {
    id: 'desired-state/manifest-etag-is-body-digest',
    title: 'The ETag of the state manifest is the quoted digest of the exact body',
    requirements: ['DSM-017'],
    needs: SITUATION_NEEDS,
  },
  (trial) =>
    inEverySituation(trial, 'DSM-017', (response) => {
      trial.judge('DSM-017', strongDigestEtag(response));
    }),
);

/** What clients say about codings; a server is free to send the plain bytes to each of them. */
const ACCEPT_ENCODINGS = ['gzip', 'br, gzip', 'deflate', 'identity'];

check(
  {
    id: 'desired-state/manifest-etag-is-of-the-decoded-body',
    title: 'Whatever content codings a client accepts, the ETag of the manifest is the digest of the decoded body',
    requirements: ['DSM-017'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    await client.assign('edge-1', plainDeployment('coded'));
    for (const accepted of ACCEPT_ENCODINGS) {
      const options = { headers: { 'accept-encoding': accepted } };
      const response = trial.answer(await client.api.readDesiredState(options));
      trial.judge('DSM-017', strongDigestEtag(response), { position: 'G-25' });
    }
  },
);
