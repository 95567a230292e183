import fc from 'fast-check';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import { property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { sentWithDigest } from '../oracles/artifact.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { artifactsOf, fetchArtifact } from './artifact-references.ts';
import { ARTIFACT_NEEDS, deployedClient } from './artifact-situations.ts';
import { judgeEntries, judgeFiles } from './bundle-judging.ts';
import { whileCurrent } from './while-current.ts';

const LONGEST = 4;

/** One thing that the operator does; `choice` picks one of the deployments. */
const steps = fc.array(
  fc.record({
    verb: fc.constantFrom('assign' as const, 'assign' as const, 'update' as const, 'withdraw' as const),
    choice: fc.nat(99),
  }),
  { minLength: 1, maxLength: LONGEST, size: 'max' },
);

async function judgeNow(trial: Trial, client: TrialClient, manifest: ReceivedManifest): Promise<void> {
  for (const artifact of artifactsOf(manifest)) {
    const response = trial.answer(await fetchArtifact(client.api, artifact), 'DSM-012');
    trial.judge('DSM-012', sentWithDigest(response, artifact.digest));
  }
  if (manifest.deployments.length === 0) return;
  await judgeEntries(trial, client, manifest);
  await judgeFiles(trial, client, manifest);
}

check(
  {
    id: 'desired-state/bundle-follows-every-change',
    title: 'Whatever the operator does, bundle and single YAMLs agree with each other and with the manifest',
    requirements: ['DSM-011', 'DSM-012', 'DSM-016'],
    needs: ARTIFACT_NEEDS,
  },
  (trial) =>
    property(
      trial,
      steps,
      async (changes) => {
        const { client, workloads, manifest: first } = await deployedClient(trial, 1);
        const present: AssignedWorkload[] = [...workloads];
        let manifest = first;
        for (const [index, { verb, choice }] of changes.entries()) {
          const at = choice % Math.max(present.length, 1);
          const chosen = present[at];
          const content = plainDeployment(`step ${index}`);
          if (chosen === undefined || verb === 'assign') {
            const assigned = await client.assign('edge-1', content);
            present.push(assigned);
            manifest = assigned.manifest;
          } else if (verb === 'update') {
            ({ manifest } = await client.update({ ...chosen, manifest }, content));
          } else {
            present.splice(at, 1);
            ({ manifest } = await client.withdraw(chosen));
          }
          await whileCurrent(client, manifest, (current) => judgeNow(trial, client, current));
        }
      },
      { weight: 0.5, actions: LONGEST },
    ),
);
