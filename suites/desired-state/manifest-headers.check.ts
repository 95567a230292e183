import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import { check } from '../harness/check.ts';
import { validEtag } from '../oracles/etag.ts';
import { all } from '../oracles/judgement.ts';
import { cachedAsChanging, lifetimeOf } from '../oracles/manifest-caching.ts';
import { hasMediaType } from '../oracles/media-type.ts';
import { statusIs } from '../oracles/status-code.ts';
import { inEverySituation, SITUATION_NEEDS } from './manifest-situations.ts';

/** Longer than any polling period that makes sense; what "very long" means short of a year is not said. */
const A_DAY_SECONDS = 86_400;

check(
  {
    id: 'desired-state/manifest-has-type-and-etag',
    title: 'A manifest is sent with its media type and an ETag',
    requirements: ['DSM-005'],
    needs: SITUATION_NEEDS,
  },
  (trial) =>
    inEverySituation(trial, 'DSM-005', (response) => {
      trial.judge('DSM-005', all(statusIs(response, 200), hasMediaType(response, MANIFEST), validEtag(response)));
    }),
);

check(
  {
    id: 'desired-state/manifest-is-cached-privately',
    title: 'Caches are told that a manifest will change, and whose it is',
    requirements: ['DSM-019'],
    needs: SITUATION_NEEDS,
  },
  (trial) =>
    inEverySituation(trial, 'DSM-019', ({ headers }) => {
      trial.judge('DSM-019', cachedAsChanging(headers, trial.session.revision.traits.artifactVisibility));
      const seconds = lifetimeOf(headers);
      if (seconds > A_DAY_SECONDS) trial.observe(`a manifest may be cached for ${seconds} s, more than a day`);
    }),
);
