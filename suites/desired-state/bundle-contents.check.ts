import { check } from '../harness/check.ts';
import { ARTIFACT_NEEDS, whereverServed } from './artifact-situations.ts';
import { judgeEntries, judgeFiles } from './bundle-judging.ts';

check(
  {
    id: 'desired-state/bundle-holds-what-is-listed',
    title: 'At the root of the bundle is one YAML for each deployment of the manifest, and nothing else',
    requirements: ['DSM-011'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) => whereverServed(trial, (client, manifest) => judgeEntries(trial, client, manifest)),
);

check(
  {
    id: 'desired-state/bundle-equals-single-yamls',
    title: 'A deployment says the same in the bundle as at its own url',
    requirements: ['DSM-016'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) => whereverServed(trial, (client, manifest) => judgeFiles(trial, client, manifest)),
);
