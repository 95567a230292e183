import type { StatusError } from '../../simulator/protocol/documents.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { statusError } from '../harness/arbitraries/statuses.ts';
import { check } from '../harness/check.ts';
import { statusIs } from '../oracles/status-code.ts';
import { acknowledged, reporter, send, statusReport } from './reporting.ts';

check(
  {
    id: 'status/first-report-is-created',
    title: 'The first status report of each deployment is answered with 201',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const second = await client.assign('device-1', plainDeployment('2'));
    for (const assigned of [workload, second]) {
      const answer = await send(trial, client, statusReport(assigned, 'pending'));
      trial.judge('STA-003', statusIs(answer, 200, 201));
      // A WFM may make the status together with the deployment, and then updates it from the start.
      trial.judge('STA-003', statusIs(answer, 201), { position: 'G-19' });
    }
  },
);

check(
  {
    id: 'status/later-reports-are-ok',
    title: 'Every later status report of a deployment is answered with 200, also after other deployments and a change',
    requirements: ['STA-003'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    await acknowledged(trial, client, statusReport(workload, 'pending'));
    trial.judge('STA-003', statusIs(await send(trial, client, statusReport(workload, 'installing')), 200));
    const second = await client.assign('device-1', plainDeployment('2'));
    await acknowledged(trial, client, statusReport(second, 'pending'));
    trial.judge('STA-003', statusIs(await send(trial, client, statusReport(workload, 'installed')), 200));
    const updated = await client.update(workload, plainDeployment('3'));
    trial.judge('STA-003', statusIs(await send(trial, client, statusReport(updated, 'installing')), 200, 201));
    trial.judge('STA-003', statusIs(await send(trial, client, statusReport(updated, 'installed')), 200));
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
      trial.judge('STA-003', statusIs(await send(trial, client, statusReport(workload, state)), 200, 201));
    const manifest = await client.withdraw(workload);
    for (const state of ['removing', 'removed'] as const) {
      const answer = await send(trial, client, statusReport({ ...workload, manifest }, state));
      trial.judge('STA-003', statusIs(answer, 200, 201), { position: 'G-32' });
    }
  },
);

const EMPTY_ERROR: StatusError = { code: '', source: '', message: '' };

check(
  {
    id: 'status/error-objects-are-taken',
    title: 'Reports are taken with an error of code, source and message, and with one whose members are empty',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    const failed = statusReport(workload, 'failed', { error: trial.sample(statusError) });
    trial.judge('STA-003', statusIs(await send(trial, client, failed), 200, 201));
    const empty = statusReport(workload, 'pending', { error: EMPTY_ERROR });
    trial.judge('STA-003', statusIs(await send(trial, client, empty), 200, 201), { position: 'G-33' });
  },
);

check(
  {
    id: 'status/device-id-is-taken',
    title: 'A report that names the device of its deployment is taken, for each of several devices',
    requirements: ['STA-003'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await reporter(trial);
    await client.report(trial.sample(workloadHost('device-2')));
    const second = await client.assign('device-2', plainDeployment('2'));
    for (const assigned of [workload, second]) {
      const report = statusReport(assigned, 'installed', { deviceId: assigned.deviceId });
      trial.judge('STA-003', statusIs(await send(trial, client, report), 200, 201));
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
    trial.judge('STA-003', statusIs(await send(trial, client, report), 200, 201));
  },
);
