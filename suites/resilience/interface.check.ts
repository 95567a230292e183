import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { whileCurrent } from '../desired-state/while-current.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { statusReport } from '../status/reporting.ts';

check(
  {
    id: 'resilience/every-operation-is-there',
    title: 'Every operation of the interface is there: report, read, fetch, report status, remove',
    requirements: ['GEN-001'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { desiredState, removesDevices } = trial.session.revision.traits;
    const client = await trial.client();
    const device = client.device();
    const judgeOffered = (exchange: Exchange, operation: string): void =>
      trial.judge('GEN-001', isOffered(trial.answer(exchange).status, operation));
    judgeOffered(await client.api.reportCapabilities(device, jsonBytes(plainHost(device))), 'a report of capabilities');
    judgeOffered(await client.api.reportCapabilities(device, jsonBytes(plainHost(device, '2'))), 'an update of them');
    if (desiredState === 'manifest') judgeOffered(await client.api.readDesiredState(), 'GET of deployments');
    const workload = await client.assign(device, plainDeployment('1'));
    if (desiredState === 'manifest') await judgeArtifacts(client, workload, judgeOffered);
    const report = jsonBytes(statusReport(workload, 'installed'));
    judgeOffered(await client.api.reportStatus(workload.deploymentId, report), 'POST of a status');
    if (removesDevices) judgeOffered(await client.api.removeDevice(device), 'DELETE of capabilities');
  },
);

const judgeArtifacts = (
  client: TrialClient,
  { deploymentId, manifest }: AssignedWorkload,
  judgeOffered: (exchange: Exchange, operation: string) => void,
): Promise<void> =>
  whileCurrent(client, manifest, async ({ bundle, deployments }) => {
    judgeOffered(await client.api.fetchDeployment(deploymentId, deployments[0]?.digest ?? ''), 'GET of a deployment');
    judgeOffered(await client.api.fetchBundle(bundle?.digest ?? ''), 'GET of a bundle');
  });

/** A server without the operation has no such path, method or feature; what else may be wrong is for other checks. */
const isOffered = (status: number, operation: string) =>
  judgeThat(![404, 405, 501].includes(status), `${operation}, answered by the operation itself`, `status ${status}`);
