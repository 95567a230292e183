import { check } from '../harness/check.ts';
import { strongDigestEtag } from '../oracles/etag.ts';
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
