import { letIn } from '../harness/admission.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { type ReceivedManifest, readManifest } from '../oracles/manifest.ts';
import { versionGrows } from '../oracles/manifest-version.ts';
import { clientWith } from './desired-clients.ts';

/**
 * The very first manifest that a client is given, before it has reported anything: a report may well lead to another.
 * A client that gets none before it has a device (USR-005) reports one.
 */
async function firstManifest(trial: Trial, client: TrialClient): Promise<ReceivedManifest> {
  await client.admit();
  await client.onboard();
  const exchange = await letIn(client.api, trial.session.target.timeouts.settle);
  const read = readManifest(setUpResponse(exchange, 'reading the desired state'));
  if ('manifest' in read) return read.manifest;
  await client.report(trial.sample(workloadHost('edge-1')));
  return client.manifest();
}

check(
  {
    id: 'desired-state/version-first-is-1',
    title: 'The first manifest that a new client is given has version 1',
    requirements: ['DSM-008'],
  },
  async (trial) => {
    for (const _ of ['one client', 'another one']) {
      const client = await trial.client({ admitted: false });
      const first = await firstManifest(trial, client);
      if (!client.identity.unseen) {
        trial.observe(`the first manifest of this run has version ${first.version}; the client may not be new`);
        continue;
      }
      trial.judge('DSM-008', judgeThat(first.version === 1n, 'version 1', `version ${first.version}`));
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
    const third = await client.assign('edge-1', plainDeployment('third'));
    await next(third.manifest);
    const changed = await client.update({ ...first, manifest: third.manifest }, plainDeployment('changed'));
    await next(changed.manifest);
    const restored = await client.update(changed, plainDeployment('first'));
    await next(restored.manifest);
    await next((await client.withdraw(third)).manifest);
    await next((await client.withdraw(second)).manifest);
    await next((await client.withdraw(first)).manifest);
  },
);
