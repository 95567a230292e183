import { jsonBytes } from '../../simulator/protocol/json.ts';
import { whileCurrent } from '../desired-state/while-current.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
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
    const client = await trial.client();
    const capabilities = jsonBytes(plainHost('device-1'));
    const reported = trial.answer(await client.api.reportCapabilities('device-1', capabilities));
    trial.judge('GEN-001', isOffered(reported.status, 'PUT of capabilities'));
    trial.judge('GEN-001', isOffered(trial.answer(await client.api.readDesiredState()).status, 'GET of deployments'));
    const workload = await client.assign('device-1', plainDeployment('1'));
    await whileCurrent(client, workload.manifest, async ({ bundle, deployments }) => {
      const fetched = {
        'GET of a deployment': await client.api.fetchDeployment(workload.deploymentId, deployments[0]?.digest ?? ''),
        'GET of a bundle': await client.api.fetchBundle(bundle?.digest ?? ''),
      };
      for (const [operation, exchange] of Object.entries(fetched))
        trial.judge('GEN-001', isOffered(trial.answer(exchange).status, operation));
    });
    const answers = {
      'POST of a status': await client.api.reportStatus(
        workload.deploymentId,
        jsonBytes(statusReport(workload, 'installed')),
      ),
      'DELETE of capabilities': await client.api.removeDevice('device-1'),
    };
    for (const [operation, exchange] of Object.entries(answers))
      trial.judge('GEN-001', isOffered(trial.answer(exchange).status, operation));
  },
);

/** A server without the operation has no such path, method or feature; what else may be wrong is for other checks. */
const isOffered = (status: number, operation: string) =>
  judgeThat(![404, 405, 501].includes(status), `${operation}, answered by the operation itself`, `status ${status}`);
