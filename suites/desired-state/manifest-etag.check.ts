import { check } from '../harness/check.ts';
import { strongDigestEtag } from '../oracles/etag.ts';

check(
  {
    id: 'desired-state/manifest-etag-is-body-digest',
    title: 'The ETag of the state manifest is the quoted digest of the exact body',
    requirements: ['DSM-017'],
  },
  async (trial) => {
    const client = await trial.client();
    const response = trial.answer(await client.api.readDesiredState());
    trial.judge('DSM-017', strongDigestEtag(response));
  },
);
