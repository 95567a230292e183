import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { judgeThat } from '../oracles/judgement.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { versionGrows } from '../oracles/manifest-version.ts';
import { clientWith } from './desired-clients.ts';

check(
  {
    id: 'desired-state/version-first-is-1',
    title: 'The first manifest that a new client is given has version 1, and it stays so until the operator acts',
    requirements: ['DSM-008'],
  },
  async (trial) => {
    for (const _ of ['one client', 'another one']) {
      const client = await clientWith(trial, 'edge-1');
      const [first, again] = [await client.manifest(), await client.manifest()];
      if (!client.identity.unseen) {
        trial.observe(`the first manifest of this run has version ${first.version}; the client may not be new`);
        continue;
      }
      trial.judge('DSM-008', judgeThat(first.version === 1n, 'version 1', `version ${first.version}`));
      trial.judge(
        'DSM-008',
        judgeThat(again.version === 1n, 'version 1 still', `version ${again.version} at the second reading`),
      );
    }
  },
);

check(
  {
    id: 'desired-state/version-grows-with-each-kind-of-change',
    title: 'Assigning, changing and withdrawing each lead to a higher version, also where a former content returns',
    requirements: ['DSM-007'],
    needs: { verbs: ['assign', 'update', 'withdraw'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    let latest = await client.manifest();
    const next = async (manifest: ReceivedManifest): Promise<void> => {
      for (const each of [manifest, await client.manifest()]) {
        trial.judge('DSM-007', versionGrows(latest, each));
        latest = each;
      }
    };
    const first = await client.assign('edge-1', plainDeployment('first'));
    await next(first.manifest);
    const second = await client.assign('edge-2', plainDeployment('second'));
    await next(second.manifest);
    const changed = await client.update({ ...first, manifest: second.manifest }, plainDeployment('changed'));
    await next(changed.manifest);
    const restored = await client.update(changed, plainDeployment('first'));
    await next(restored.manifest);
    await next(await client.withdraw(second));
    await next(await client.withdraw(first));
  },
);
