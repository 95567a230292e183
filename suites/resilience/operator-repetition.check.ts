import { randomUUID } from 'node:crypto';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { listed } from '../harness/desired-state.ts';
import { ConfigurationError } from '../harness/failure.ts';
import type { Trial } from '../harness/trial.ts';
import { broken, judgeThat } from '../oracles/judgement.ts';
import { listsExactly, listsOfOwn, listsSameDeployments } from '../oracles/survival.ts';

/** An action of the operator that was done before with the same content succeeds (control contract). */
async function repeats(trial: Trial, action: string, repeat: () => Promise<void>): Promise<void> {
  try {
    await repeat();
  } catch (error) {
    if (!(error instanceof ConfigurationError && error.code === 'CONTROL_REFUSED')) throw error;
    trial.judge('USR-009', broken(`${action} again succeeds`, error.message));
  }
}

check(
  {
    id: 'resilience/assign-twice-with-one-key',
    title: 'Assigning again with the same key, at once or later, gives one deployment',
    requirements: ['USR-008', 'DSM-001'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await trial.client();
    const device = client.device();
    await client.report(trial.sample(workloadHost(device)));
    // The WFM may remember keys of earlier runs.
    const key = randomUUID();
    const assign = () => trial.operator.assign(client.client, device, plainDeployment('1'), key);
    const ids = [...(await Promise.all([assign(), assign(), assign()])), await assign()];
    const distinct = new Set(ids);
    trial.judge('USR-008', judgeThat(distinct.size === 1, 'one deploymentId', Array.from(distinct).join(', ')));
    const other = await client.assign(device, plainDeployment('2'));
    await trial.judgeEventually('DSM-001', async () =>
      listsExactly(listed(await client.desired()), [...distinct, other.deploymentId]),
    );
  },
);

check(
  {
    id: 'resilience/operator-actions-can-be-repeated',
    title: 'Admitting, changing, withdrawing and retiring again with the same content succeeds and changes nothing',
    requirements: ['USR-009'],
    needs: { verbs: ['assign', 'update', 'withdraw', 'retire'] },
  },
  async (trial) => {
    const client = await trial.client();
    const device = client.device();
    await client.report(trial.sample(workloadHost(device)));
    await repeats(trial, 'admitting', () => client.admit());
    const workload = await client.assign(device, plainDeployment('1'));
    const changed = await client.update(workload, plainDeployment('2'));
    await repeats(trial, 'changing', () =>
      trial.operator.update(client.client, workload.deploymentId, plainDeployment('2')),
    );
    await repeats(trial, 'admitting', () => client.admit());
    const other = await client.assign(device, plainDeployment('3'));
    const now = listed(await client.desired()).deployments;
    const changedAlone = now.filter(({ deploymentId }) => deploymentId === workload.deploymentId);
    trial.judge('USR-009', listsSameDeployments({ deployments: [changed] }, { deployments: changedAlone }));
    await client.withdraw(workload);
    await repeats(trial, 'withdrawing', () => trial.operator.withdraw(client.client, workload.deploymentId));
    trial.judge(
      'USR-009',
      listsOfOwn(listed(await client.desired()), [workload.deploymentId, other.deploymentId], [other.deploymentId]),
    );
    await client.retire();
    await repeats(trial, 'retiring', () => client.retire());
  },
);
