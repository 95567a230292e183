import type { DeploymentState, StatusError } from '../../simulator/protocol/documents.ts';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Observation, RequestedDeployment } from '../harness/control/operator.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import type { Judgement } from '../oracles/judgement.ts';
import { MAX_MANIFEST_VERSION } from '../oracles/manifest.ts';
import { agreesWith, type StatusReport } from '../oracles/observation.ts';
import { statusIs } from '../oracles/status-code.ts';
import { successes } from '../oracles/successes.ts';

/** A client that has a device, and the workload on it that the reports are about. */
export interface Reporter {
  readonly client: TrialClient;
  readonly workload: AssignedWorkload;
}

/** A fresh client with one device and one workload, which shows in its desired state. */
export async function reporter(trial: Trial, requested: RequestedDeployment = plainDeployment('1')): Promise<Reporter> {
  const client = await trial.client();
  const device = client.device('device-1');
  await client.report(trial.sample(workloadHost(device)));
  return { client, workload: await client.assign(device, requested) };
}

export interface ReportOptions {
  readonly error?: StatusError;
  readonly deviceId?: string;
  readonly version?: bigint;
  /** By position; default: the state of the whole for each. */
  readonly components?: readonly DeploymentState[];
}

/** What a report about a workload is made from. */
export type Reported = Pick<AssignedWorkload, 'deploymentId' | 'requested' | 'adopted'>;

/** A complete report: every component, and the version of the manifest that the workload was read from, where there is one. */
export function statusReport(
  { deploymentId, requested, adopted }: Reported,
  state: DeploymentState,
  { error, deviceId, version = adopted, components = [] }: ReportOptions = {},
): StatusReport {
  if (version !== undefined && (version < 1n || version > MAX_MANIFEST_VERSION))
    throw new NotEvaluated(`manifestVersion ${version} cannot be reported: it is no unsigned 64-bit integer from 1`);
  return {
    deploymentId,
    ...(deviceId !== undefined && { deviceId }),
    ...(version !== undefined && { adoptedManifestVersion: version }),
    status: { state, ...(error && { error }) },
    components: requested.profile.components.map(({ name }, index) => ({
      name,
      state: components[index] ?? state,
      ...(error && { error: { ...error, source: name } }),
    })),
  };
}

/** Sends a report; the answer is what the check judges. */
export async function send(
  trial: Trial,
  client: TrialClient,
  report: StatusReport,
  requirement?: string,
): Promise<WireResponse> {
  return trial.answer(await client.api.reportStatus(report.deploymentId, jsonBytes(report)), requirement);
}

/** A report is taken, as the first of its deployment or as a later one. */
export const taken = ({ session }: Trial, answer: WireResponse): Judgement =>
  statusIs(answer, ...successes(session.revision.traits.answers, 'statusCreated', 'statusUpdated'));

/** Sends a report that the check builds on. */
export async function acknowledged(trial: Trial, client: TrialClient, report: StatusReport): Promise<void> {
  const answer = await send(trial, client, report);
  if (!taken(trial, answer).ok) throw new NotEvaluated(`a status report was answered with ${answer.status}`);
}

/** What the WFM's own database says of a workload. */
export const observed = (
  trial: Trial,
  { client }: TrialClient,
  { deploymentId }: Pick<AssignedWorkload, 'deploymentId'>,
): Promise<Observation | undefined> => trial.operator.observe(client, deploymentId);

/** Waits until the database shows a report that the check builds on. */
export async function shown(
  trial: Trial,
  client: TrialClient,
  workload: AssignedWorkload,
  report: StatusReport,
): Promise<void> {
  const { settle } = trial.session.target.timeouts;
  const judgement = await eventually(settle, async () => agreesWith(await observed(trial, client, workload), report));
  if (!judgement.ok) throw new NotEvaluated(`the database does not show an earlier report: ${judgement.received}`);
}

/** Judges that the database comes to show a report; false where it does not, so that no further time is spent on it. */
export async function judgeShown(
  trial: Trial,
  { client, workload }: Reporter,
  report: StatusReport,
  options: JudgeOptions = {},
): Promise<boolean> {
  const warnings = trial.warnings.length;
  const look = async () => agreesWith(await observed(trial, client, workload), report);
  await trial.judgeEventually('USR-002', look, options);
  return trial.warnings.length === warnings;
}
