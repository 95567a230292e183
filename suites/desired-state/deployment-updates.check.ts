import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import { check } from '../harness/check.ts';
import { carriesParameters, hasNoLeftovers } from '../oracles/deployment/parameters.ts';
import { updatedInPlace } from '../oracles/deployment/updated-in-place.ts';
import { readManifest } from '../oracles/manifest.ts';
import { deployedClient } from './artifact-situations.ts';
import { documentOf, HOST } from './deployment-judging.ts';

const UPDATES = 3;

check(
  {
    id: 'desired-state/deployment-keeps-its-id-when-changed',
    title: 'A changed deployment keeps its id and gets another digest each time, and no deployment comes or goes',
    requirements: ['WFL-007'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const { client, workloads, manifest: first } = await deployedClient(trial, 3);
    const [, changed] = workloads;
    if (!changed) throw new TypeError('TOO_FEW_WORKLOADS: three were assigned');
    let before = first;
    for (let update = 1; update <= UPDATES; update++) {
      await trial.operator.update(client.client, changed.deploymentId, plainDeployment(`update ${update}`));
      await trial.judgeEventually('WFL-007', async () => {
        const read = readManifest(trial.answer(await client.api.readDesiredState()));
        if ('wrong' in read) return read.wrong;
        const judgement = updatedInPlace(read.manifest, before, changed.deploymentId);
        if (judgement.ok) before = read.manifest;
        return judgement;
      });
    }
  },
);

check(
  {
    id: 'desired-state/update-leaves-other-deployments-alone',
    title: 'An update of one deployment changes the parameters of no other',
    requirements: ['DSM-001'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const client = await trial.client();
    await client.report(roomyHost(HOST));
    const { parameters } = plainDeployment('left alone');
    const before = await client.assign(HOST, plainDeployment('left alone'));
    const changed = await client.assign(HOST, plainDeployment('to be changed'));
    const after = await client.assign(HOST, plainDeployment('left alone'));
    const other = { parameters: { more: { value: 'news', targets: [{ pointer: 'more', components: ['sample'] }] } } };
    const { manifest } = await client.update(
      { ...changed, manifest: await client.manifest() },
      { ...plainDeployment('changed'), ...other },
    );
    for (const workload of [before, after]) {
      const document = await documentOf(trial, client, { ...workload, manifest });
      trial.judge('DSM-001', carriesParameters(document, parameters));
      trial.judge('DSM-001', hasNoLeftovers(document, other.parameters, parameters));
    }
  },
);
