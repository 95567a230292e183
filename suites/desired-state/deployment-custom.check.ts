import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { HOST_LABEL, roomyHost } from '../harness/arbitraries/roomy-host.ts';
import { check } from '../harness/check.ts';
import { carriesConstraints, carriesProfile } from '../oracles/deployment/profile.ts';
import { documentOf, HOST } from './deployment-judging.ts';
import { ifTaken } from './if-taken.ts';

check(
  {
    id: 'desired-state/deployment-carries-a-custom-profile',
    title: 'A custom profile that selects devices by their labels reaches the deployment with its type and constraints',
    requirements: ['DEP-004', 'DEP-005'],
    needs: { verbs: ['assign'], deploymentType: 'custom' },
  },
  async (trial) => {
    const client = await trial.client();
    await client.report(roomyHost(HOST, ['helm', 'compose', 'custom']));
    const plain = plainDeployment('custom');
    const labelSelector = {
      matchExpressions: [{ key: HOST_LABEL.key, operator: 'In', values: [HOST_LABEL.value] }],
    };
    const profile = {
      ...plain.profile,
      type: 'custom' as const,
      deviceConstraints: { eligibilityRules: [{ labelSelector }] },
    };
    const workload = await ifTaken(client.assign(HOST, { ...plain, profile }));
    const document = await documentOf(trial, client, workload);
    // The published schema knows no custom profile.
    trial.judge('DEP-004', carriesProfile(document, profile), { position: 'G-06' });
    trial.judge('DEP-005', carriesConstraints(document, profile));
  },
);
