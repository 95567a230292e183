import type { StatusError } from '../../simulator/protocol/documents.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { statusError } from '../harness/arbitraries/statuses.ts';
import { check } from '../harness/check.ts';
import { judgeSuccess } from '../harness/success.ts';
import { acknowledged, reporter, send, statusReport, taken } from './reporting.ts';

check(
  {
    id: 'status/first-report-is-created',
    title: 'The first status report of each deployment is answered with the status that is listed for it',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const second = await client.assign(workload.deviceId, plainDeployment('2'));
    for (const assigned of [workload, second]) {
      const answer = await send(trial, client, statusReport(assigned, 'pending'));
      // A WFM may make the status together with the deployment, and then updates it from the start.
      judgeSuccess(trial, 'STA-003', { answer, kind: 'statusCreated', what: 'a first report' });
    }
  },
);

check(
  {
    id: 'status/later-reports-are-ok',
    title: 'Each later report of a deployment is answered as an update, also after other deployments and a change',
    requirements: ['STA-003'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const judgeLater = async (report: ReturnType<typeof statusReport>): Promise<void> => {
      const answer = await send(trial, client, report);
      judgeSuccess(trial, 'STA-003', { answer, kind: 'statusUpdated', what: 'a later report' });
    };
    await acknowledged(trial, client, statusReport(workload, 'pending'));
    await judgeLater(statusReport(workload, 'installing'));
    const second = await client.assign(workload.deviceId, plainDeployment('2'));
    await acknowledged(trial, client, statusReport(second, 'pending'));
    await judgeLater(statusReport(workload, 'installed'));
    const updated = await client.update(workload, plainDeployment('3'));
    trial.judge('STA-003', taken(trial, await send(trial, client, statusReport(updated, 'installing'))));
    await judgeLater(statusReport(updated, 'installed'));
  },
);

check(
  {
    id: 'status/states-are-taken',
    title:
      'Reports of all states are taken in the order in which a device passes through them, to the end of the workload',
    requirements: ['STA-003'],
    needs: { verbs: ['assign', 'withdraw'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    for (const state of ['pending', 'installing', 'failed', 'installing', 'installed'] as const)
      trial.judge('STA-003', taken(trial, await send(trial, client, statusReport(workload, state))));
    if (!trial.session.revision.traits.deploymentStates.includes('removed')) return;
    const { adopted } = await client.withdraw(workload);
    for (const state of ['removing', 'removed'] as const) {
      const { deploymentId, requested } = workload;
      const answer = await send(trial, client, statusReport({ deploymentId, requested, adopted }, state));
      trial.judge('STA-003', taken(trial, answer), { position: 'G-32' });
    }
  },
);

const EMPTY_ERROR: StatusError = { code: '', source: '', message: '' };

check(
  {
    id: 'status/error-objects-are-taken',
    title:
      'Reports are taken with an error of code, source and message, and with one whose members are empty where an example has it so',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const failed = statusReport(workload, 'failed', { error: trial.sample(statusError) });
    trial.judge('STA-003', taken(trial, await send(trial, client, failed)));
    if (!trial.session.revision.traits.emptyStatusErrors) return;
    const empty = statusReport(workload, 'pending', { error: EMPTY_ERROR });
    trial.judge('STA-003', taken(trial, await send(trial, client, empty)), { position: 'G-33' });
  },
);

check(
  {
    id: 'status/device-id-is-taken',
    title: 'A report that names the device of its deployment is taken, for each of several devices',
    requirements: ['STA-003'],
    needs: { severalDevices: true, verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const other = client.device('device-2');
    await client.report(trial.sample(workloadHost(other)));
    const second = await client.assign(other, plainDeployment('2'));
    for (const assigned of [workload, second]) {
      const report = statusReport(assigned, 'installed', { deviceId: assigned.deviceId });
      trial.judge('STA-003', taken(trial, await send(trial, client, report)));
    }
  },
);

check(
  {
    id: 'status/child-is-reported-by-its-gateway',
    title: 'A gateway reports the deployment of its child, which deviceId names',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'], feature: 'gateways' },
  },
  async (trial) => {
    const client = await trial.client();
    await client.report(trial.sample(workloadHost('gateway-1')));
    await client.report(trial.sample(workloadHost('gateway-1/child-1')));
    const workload = await client.assign('gateway-1/child-1', plainDeployment('1'));
    const report = statusReport(workload, 'installed', { deviceId: 'gateway-1/child-1' });
    trial.judge('STA-003', taken(trial, await send(trial, client, report)));
  },
);
