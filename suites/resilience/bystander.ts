import type { DeploymentStatus } from '../../simulator/protocol/documents.ts';
import { jsonBytes, toJson } from '../../simulator/protocol/json.ts';
import { hostCapabilities } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { ControlVerb } from '../harness/control/contract.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { broken, judgeThat } from '../oracles/judgement.ts';
import { keptAsReported } from '../oracles/kept-capabilities.ts';
import { readManifest } from '../oracles/manifest.ts';
import { agreesWith } from '../oracles/observation.ts';
import { statusIs } from '../oracles/status-code.ts';

/** A check that uses a bystander judges these: the WFM still serves, and nobody else reaches what is the client's. */
export const BYSTANDER: readonly [string, ...string[]] = ['GEN-001', 'GEN-008'];
export const BYSTANDER_VERBS: readonly ControlVerb[] = ['assign', 'observe', 'devices'];

/** A client that keeps to every rule while another one does not, and whatever the WFM acknowledged to it. */
export interface Bystander {
  readonly client: TrialClient;
  readonly workload: AssignedWorkload;
  /** Judges that it is served as before and that all it was acknowledged is there. */
  unharmed(): Promise<void>;
}

export async function bystander(trial: Trial): Promise<Bystander> {
  const client = await trial.client();
  const capabilities = trial.sample(hostCapabilities('device-1'));
  await client.report(capabilities);
  const workload = await client.assign('device-1', plainDeployment('bystander'));
  const report: DeploymentStatus = {
    deploymentId: workload.deploymentId,
    adoptedManifestVersion: workload.manifest.version,
    status: { state: 'installed' },
    components: [{ name: 'sample', state: 'installed' }],
  };
  const { outcome } = await client.api.reportStatus(workload.deploymentId, jsonBytes(report));
  if (outcome.kind === 'failure' || outcome.response.status >= 300)
    throw new NotEvaluated('the report of the client that keeps to the rules was not taken');
  return { client, workload, unharmed: () => judgeUnharmed(trial, client, workload, report, capabilities) };
}

async function judgeUnharmed(
  trial: Trial,
  client: TrialClient,
  workload: AssignedWorkload,
  report: DeploymentStatus,
  capabilities: object,
): Promise<void> {
  await judgeServed(trial, client, workload);
  const stored = await trial.operator.observe(client.identity.client, workload.deploymentId);
  trial.judge('GEN-008', agreesWith(stored, report));
  const devices = await trial.operator.devices(client.identity.client);
  trial.judge('GEN-008', onlyDevice(devices.map(({ deviceId }) => deviceId)));
  trial.judge('GEN-008', keptAsReported(devices[0], toJson(capabilities)));
}

/** A WFM that is gone after hostile input is not the set-up's fault: it answered this client before. */
async function judgeServed(trial: Trial, client: TrialClient, workload: AssignedWorkload): Promise<void> {
  const { outcome } = await client.api.readDesiredState();
  if (outcome.kind === 'failure') {
    const { code, message } = outcome.failure;
    return trial.judge(
      'GEN-001',
      broken('the desired state for a client that keeps to the rules', `${code}, ${message}`),
    );
  }
  trial.judge('GEN-001', statusIs(outcome.response, 200));
  const read = readManifest(outcome.response);
  if ('wrong' in read) return trial.judge('GEN-001', read.wrong);
  const shown = (list: readonly { readonly deploymentId: string; readonly digest: string }[]): string =>
    list.map(({ deploymentId, digest }) => `${deploymentId} ${digest}`).join(', ');
  trial.judge(
    'GEN-008',
    judgeThat(
      shown(read.manifest.deployments) === shown(workload.manifest.deployments),
      `the deployments ${shown(workload.manifest.deployments)}`,
      shown(read.manifest.deployments) || 'none',
    ),
  );
}

const onlyDevice = (ids: readonly string[]) =>
  judgeThat(
    ids.length === 1 && ids[0] === 'device-1',
    'the device device-1 alone',
    `devices ${ids.join(', ') || 'none'}`,
  );
