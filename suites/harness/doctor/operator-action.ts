import { randomUUID } from 'node:crypto';
import { jsonBytes } from '../../../simulator/protocol/json.ts';
import type { ManagementClient } from '../../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../../oracles/judgement.ts';
import { readManifest } from '../../oracles/manifest.ts';
import { plainDeployment } from '../arbitraries/deployments.ts';
import type { ControlClient } from '../control/contract.ts';
import type { Operator } from '../control/operator.ts';
import { ConfigurationError } from '../failure.ts';
import type { Target } from '../target/target.ts';
import { eventually } from '../waiting.ts';
import { DOCTOR_DEVICE } from './doctor-device.ts';
import { error, type Finding, warning } from './finding.ts';

interface Action {
  /** Until it showed, in milliseconds. */
  readonly latencyMs?: number;
  readonly findings: readonly Finding[];
}

/** Whether an operator action shows on the wire, and how long that takes. What shows is not judged here. */
export async function operatorAction(
  target: Target,
  operator: Operator,
  client: ControlClient,
  api: ManagementClient,
  signal: AbortSignal,
): Promise<Action> {
  const { id } = DOCTOR_DEVICE.properties;
  await api.reportCapabilities(id, jsonBytes(DOCTOR_DEVICE));
  const before = await desiredState(api);
  const deploymentId = await operator.assign(client, id, plainDeployment('doctor'), randomUUID());
  const start = performance.now();
  let now = before;
  const shown = await eventually(
    target.timeouts.settle,
    async () => {
      now = await desiredState(api);
      return now.text === before.text ? broken('another desired state', 'the same') : HOLDS;
    },
    signal,
  );
  const latencyMs = performance.now() - start;
  const tidied = await tidyUp(operator, client, deploymentId);
  if (shown.ok) return { latencyMs, findings: tidied };
  // An answer that is no manifest cannot show anything: that is for the checks to judge.
  if (!now.readable || signal.aborted) return { findings: tidied };
  return {
    findings: [
      ...tidied,
      error(
        'ACTION_NEVER_SHOWS',
        `assign answered ${deploymentId}, but the client's desired state did not change within ${target.timeouts.settle} ms; ` +
          'does the control hook act on this endpoint, or is timeouts.settle too short?',
      ),
    ],
  };
}

/** A workload that is left on the doctor's own client hurts nobody. */
async function tidyUp(operator: Operator, client: ControlClient, deploymentId: string): Promise<readonly Finding[]> {
  if (!operator.description.supports.has('withdraw')) return [];
  try {
    await operator.withdraw(client, deploymentId);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    return [warning(thrown.code, `${thrown.detail}; correct the hook's withdraw`)];
  }
}

/** The body as text, so that any change shows, and whether it is a manifest at all. */
async function desiredState(api: ManagementClient): Promise<{ readonly text?: string; readonly readable: boolean }> {
  const { outcome } = await api.readDesiredState();
  if (outcome.kind === 'failure') return { readable: false };
  const { response } = outcome;
  return { text: Buffer.from(response.body).toString('latin1'), readable: 'manifest' in readManifest(response) };
}
