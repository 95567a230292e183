import { desiredChanges } from '../harness/arbitraries/desired-changes.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { versionGrows, versionMarksRebuild } from '../oracles/manifest-version.ts';
import { walk } from './desired-walk.ts';

check(
  {
    id: 'desired-state/version-grows-with-every-manifest',
    title: 'Whatever the operator does to whichever device, each new manifest of a client has a higher version',
    requirements: ['DSM-007'],
    needs: { verbs: ['assign', 'update', 'withdraw'] },
  },
  (trial) =>
    property(
      trial,
      desiredChanges(2, 6),
      async (changes) => {
        const shown = await walk(trial, changes, 'DSM-007', ({ before, manifest }) => {
          if (!before) return;
          trial.judge('DSM-007', versionGrows(before, manifest));
          trial.judge('DSM-007', versionMarksRebuild(before, manifest), { position: 'G-22' });
        });
        if (!shown.ok) throw new NotEvaluated(`the manifest did not follow the operator: ${shown.received}`);
      },
      { actions: 5 },
    ),
);
