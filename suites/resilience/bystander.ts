import type { DeploymentStatus } from '../../simulator/protocol/documents.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { CheckNeeds } from '../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import { judgeScope, SCOPE } from '../harness/scope.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { all, broken, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { type KeptDevice, sameRecord } from '../oracles/kept-capabilities.ts';
import { readManifest } from '../oracles/manifest.ts';
import { agreesWith, type StoredStatus, sameStatus } from '../oracles/observation.ts';
import { statusIs } from '../oracles/status-code.ts';
import { listsExactly } from '../oracles/survival.ts';

/** A check that uses a bystander judges these: the WFM still serves, and nobody else reaches what is the client's. */
export const BYSTANDER: readonly [string, ...string[]] = ['GEN-001', 'GEN-008', SCOPE];
export const BYSTANDER_NEEDS: CheckNeeds = { verbs: ['assign', 'observe', 'devices'], desiredState: 'manifest' };

/** A client that keeps to every rule while another one does not, and whatever the WFM acknowledged to it. */
export interface Bystander {
  readonly client: TrialClient;
  readonly workload: AssignedWorkload;
  /** Judges that it is served as before and that all it was acknowledged is there. */
  unharmed(): Promise<void>;
}

export async function bystander(trial: Trial): Promise<Bystander> {
  const client = await trial.client();
  const capabilities = trial.sample(workloadHost('device-1'));
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
  const before = await recordOf(trial, client, workload, report);
  return { client, workload, unharmed: () => judgeUnharmed(trial, client, workload, report, before) };
}

/** What the WFM says that it stored of the client. */
interface StoredRecord {
  readonly status: StoredStatus | undefined;
  readonly devices: readonly KeptDevice[];
}

const stored = async (
  { operator }: Trial,
  { client }: TrialClient,
  { deploymentId }: AssignedWorkload,
): Promise<StoredRecord> => ({
  status: await operator.observe(client, deploymentId),
  devices: await operator.devices(client),
});

/**
 * The record once the report has reached it, or whatever it is at the end of the time to settle: how faithful it is is
 * another check's subject (USR-001, USR-002), here it is to stay as it is.
 */
async function recordOf(
  trial: Trial,
  client: TrialClient,
  workload: AssignedWorkload,
  { status }: DeploymentStatus,
): Promise<StoredRecord> {
  let record = await stored(trial, client, workload);
  await eventually(trial.session.target.timeouts.settle, async () => {
    record = await stored(trial, client, workload);
    const arrived = record.status?.state === status.state && record.devices.length > 0;
    return judgeThat(arrived, 'a record of the report', 'none yet');
  });
  return record;
}

async function judgeUnharmed(
  trial: Trial,
  client: TrialClient,
  workload: AssignedWorkload,
  report: DeploymentStatus,
  before: StoredRecord,
): Promise<void> {
  await judgeServed(trial, client, workload);
  const { status, devices } = await stored(trial, client, workload);
  // It may also have come to say more of what the client reported.
  if (!agreesWith(status, report).ok) judgeScope(trial, 'GEN-008', sameStatus(before.status, status));
  judgeScope(trial, 'GEN-008', sameDevices(before.devices, devices));
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
  const { status } = outcome.response;
  // Limits may count an address, and then this client's requests with those of the other.
  if (status === 429 || status === 503) throw new NotEvaluated(`the WFM puts the client off with ${status}`);
  trial.judge('GEN-001', statusIs(outcome.response, 200));
  const read = readManifest(outcome.response);
  if ('wrong' in read) return trial.judge('GEN-001', read.wrong);
  judgeScope(trial, 'GEN-008', listsExactly(read.manifest, [workload.deploymentId]));
}

/** The same devices, each with the record that it had. */
function sameDevices(before: readonly KeptDevice[], now: readonly KeptDevice[]): Judgement {
  const ids = (devices: readonly KeptDevice[]) => devices.map(({ deviceId }) => deviceId).sort();
  const [expected, found] = [ids(before).join(', '), ids(now).join(', ')];
  return all(
    judgeThat(expected === found, `the devices ${expected || '(none)'}`, found || 'none'),
    ...before.map((device) =>
      sameRecord(
        device,
        now.find(({ deviceId }) => deviceId === device.deviceId),
      ),
    ),
  );
}
