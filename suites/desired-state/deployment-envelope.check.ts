import { APPLICATION_API_VERSION, DEPLOYMENT_KIND } from '../../simulator/protocol/rc2/words.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { readDeployment } from '../oracles/deployment/read-deployment.ts';
import { hasApiVersion, isOfApiVersion, isOfKind } from '../oracles/envelope.ts';
import { busyClient } from '../signatures/subjects.ts';

check(
  {
    id: 'desired-state/deployment-says-what-it-is',
    title: 'A deployment has kind and apiVersion, the first, a later and a changed one',
    requirements: ['DEP-014'],
    needs: { caller: 'message-signature', desiredState: 'manifest', verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const { client, device, workload } = await busyClient(trial);
    const second = await client.assign(device, plainDeployment('second'));
    const changed = await client.update(workload, plainDeployment('changed'));
    for (const { deploymentId, digest } of [workload, second, changed]) {
      const answer = trial.answer(await client.api.fetchDeployment(deploymentId, digest), 'DEP-014');
      // A former one need not be there any more.
      if (answer.status === 404) continue;
      const read = readDeployment(answer.body);
      if ('wrong' in read) throw new NotEvaluated(`deployment ${deploymentId} is no YAML mapping`);
      trial.judge('DEP-014', isOfKind(read.document, DEPLOYMENT_KIND));
      trial.judge('DEP-014', hasApiVersion(read.document));
      trial.judge('DEP-014', isOfApiVersion(read.document, APPLICATION_API_VERSION), { position: 'G-96' });
    }
  },
);
