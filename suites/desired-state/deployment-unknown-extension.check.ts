import { randomUUID } from 'node:crypto';
import { everyKindOfValue } from '../harness/arbitraries/deployment-extensions.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import { check } from '../harness/check.ts';
import { broken, judgeThat } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { artifactsOf, fetchArtifact } from './artifact-references.ts';
import { HOST } from './deployment-judging.ts';
import { ifTaken } from './if-taken.ts';

check(
  {
    id: 'desired-state/deployment-survives-unknown-extensions',
    title: 'A deployment whose profile and components have unknown extensions is desired and served like any other',
    requirements: ['EXT-002'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await trial.client();
    await client.report(roomyHost(HOST));
    const plain = plainDeployment('unknown extensions');
    await client.assign(HOST, plain);
    const components = plain.profile.components.map((component) => ({ ...component, ...everyKindOfValue }));
    const asked = { ...plain, profile: { ...plain.profile, ...everyKindOfValue, components } };
    const id = await ifTaken(trial.operator.assign(client.client, HOST, asked, randomUUID()));
    await trial.judgeEventually('EXT-002', async () => {
      const read = readManifest(trial.answer(await client.api.readDesiredState()));
      if ('wrong' in read) return read.wrong;
      const listed = artifactsOf(read.manifest).find((each) => each.kind === 'deployment' && each.deploymentId === id);
      if (!listed) return broken(`deployment ${id} in the manifest`, 'a manifest without it');
      const response = trial.answer(await fetchArtifact(client.api, listed));
      return judgeThat(response.status === 200, `deployment ${id} served with 200`, `status ${response.status}`);
    });
  },
);
