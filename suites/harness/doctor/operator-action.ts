import { randomUUID } from 'node:crypto';
import { jsonBytes } from '../../../simulator/protocol/json.ts';
import { broken, HOLDS } from '../../oracles/judgement.ts';
import { plainDeployment } from '../arbitraries/deployments.ts';
import type { ControlClient } from '../control/contract.ts';
import type { Operator } from '../control/operator.ts';
import { ConfigurationError } from '../failure.ts';
import type { Target } from '../target/target.ts';
import { eventually } from '../waiting.ts';
import type { Look } from './desired.ts';
import type { DoctorClient } from './doctor-client.ts';
import { error, type Finding, warning } from './finding.ts';

export interface OperatorActing {
  readonly target: Target;
  readonly operator: Operator;
  readonly client: DoctorClient;
  /** Reads the desired state, wherever the revision has it. */
  readonly look: () => Promise<Look>;
  /** Is told of the workload while it is assigned and shows. */
  readonly whileAssigned: (deploymentId: string) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Action {
  /** Until it showed, in milliseconds. */
  readonly latencyMs?: number;
  readonly findings: readonly Finding[];
}

/** Whether an operator action shows on the wire, and how long that takes. What shows is not judged here. */
export async function operatorAction({
  target,
  operator,
  client,
  look,
  whileAssigned,
  signal,
}: OperatorActing): Promise<Action> {
  const { api, device, known } = client;
  const { id } = device.properties;
  await api.reportCapabilities(id, jsonBytes(device));
  const before = await look();
  const deploymentId = await operator.assign(known, id, plainDeployment('doctor'), randomUUID());
  const start = performance.now();
  let now = before;
  const shown = await eventually(
    target.timeouts.settle,
    async () => {
      now = await look();
      return now.text === before.text ? broken('another desired state', 'the same') : HOLDS;
    },
    signal,
  );
  const latencyMs = performance.now() - start;
  if (shown.ok && !signal.aborted) await whileAssigned(deploymentId);
  const tidied = await tidyUp(operator, known, deploymentId);
  if (shown.ok) return { latencyMs, findings: tidied };
  // An answer that cannot be understood cannot show anything: that is for the checks to judge.
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
