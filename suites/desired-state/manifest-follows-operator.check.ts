import { desiredChanges } from '../harness/arbitraries/desired-changes.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { taggedByDigest } from '../oracles/etag.ts';
import { bundlePresence } from '../oracles/manifest-document.ts';
import { walk } from './desired-walk.ts';

const VERBS = ['assign', 'update', 'withdraw'] as const;

check(
  {
    id: 'desired-state/manifest-follows-the-operator',
    title: 'After any sequence of assignments, changes and withdrawals the manifest lists just what is wanted',
    requirements: ['DSM-001', 'DSM-009'],
    needs: { verbs: VERBS },
  },
  (trial) =>
    property(
      trial,
      desiredChanges(2, 6),
      async (changes) => {
        const shown = await walk(trial, changes, 'DSM-001', ({ manifest }) => {
          trial.judge('DSM-009', bundlePresence(manifest.document));
        });
        trial.judge('DSM-001', shown);
      },
      { weight: 0.5, actions: 5 },
    ),
);

check(
  {
    id: 'desired-state/manifest-etag-follows-every-change',
    title: 'The ETag of every manifest in any sequence of changes is the digest of that very body',
    requirements: ['DSM-017'],
    needs: { verbs: VERBS },
  },
  (trial) =>
    property(
      trial,
      desiredChanges(2, 6),
      async (changes) => {
        await walk(trial, changes, 'DSM-017', ({ manifest }) => {
          trial.judge('DSM-017', taggedByDigest(manifest));
        });
      },
      { weight: 0.5, actions: 5 },
    ),
);
