import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { all, HOLDS } from '../oracles/judgement.ts';
import { sameManifest } from '../oracles/manifest-version.ts';
import { clientWith } from './desired-clients.ts';

const READERS = 12;

/**
 * Judges that a manifest is spelled the same way each time. One that comes with a higher version is a new one, which may
 * take the place of the former once or twice after an action of the operator; for ever it may not.
 */
async function judgeStable(trial: Trial, client: TrialClient): Promise<void> {
  await trial.judgeEventually(
    'DSM-018',
    async () => {
      const first = await client.manifest();
      const together = await Promise.all(Array.from({ length: READERS }, () => client.manifest()));
      const others = [...together, await client.manifest()];
      const respelt = others
        .filter(({ version }) => version === first.version)
        .map((other) => sameManifest(first, other))
        .find(({ ok }) => !ok);
      if (!respelt) return all(...others.map((other) => sameManifest(first, other)));
      trial.judge('DSM-018', respelt, { position: 'G-23' });
      return HOLDS;
    },
    { position: 'G-23' },
  );
}

check(
  {
    id: 'desired-state/manifest-stays-the-same-without-change',
    title: 'While nothing is changed each reading gives the same manifest with the same ETag, also many at once',
    requirements: ['DSM-018'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    await judgeStable(trial, client);
    await client.assign('edge-1', plainDeployment('first'));
    await client.assign('edge-2', plainDeployment('second'));
    await client.assign('edge-1', plainDeployment('third'));
    await judgeStable(trial, client);
  },
);
