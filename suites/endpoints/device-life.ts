import { createDevice, type SimulatedDevice } from '../../simulator/device/device.ts';
import { MemoryRuntime } from '../../simulator/device/runtimes/memory.ts';
import { MemoryStateStore } from '../../simulator/device/state/memory-store.ts';
import { systemClock } from '../../simulator/device/time/clock.ts';
import { configuredTrust } from '../../simulator/device/trust/trust-source.ts';
import { certificateBlocks } from '../../simulator/pki/pem.ts';
import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import type { TrialClient } from '../harness/client.ts';
import { readyEnrolment } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { judgeThat } from '../oracles/judgement.ts';

/** A simulated device that deploys onto nothing, with what it sent. */
export interface Subject {
  readonly trial: Trial;
  readonly client: TrialClient;
  readonly deviceId: string;
  readonly device: SimulatedDevice;
  readonly runtime: MemoryRuntime;
  readonly exchanges: readonly Exchange[];
}

/** A device of an admitted client, which has not spoken to its endpoint yet. */
export async function newDevice(trial: Trial): Promise<Subject> {
  const { revision, target, anchors } = trial.session;
  const client = await trial.client({ onboarded: false });
  const { endpoint, credential, onExchange } = trial.connectOptions(client.identity);
  const exchanges: Exchange[] = [];
  const runtime = new MemoryRuntime({ clock: systemClock });
  // In the oldest revision a client onboards as the device that it is.
  const deviceId = client.id;
  const enrolment = readyEnrolment(target.identity);
  const device = await createDevice({
    revision,
    endpoint,
    credential,
    ...(enrolment && { enrolment }),
    trust: configuredTrust(certificateBlocks(anchors)),
    topology: { self: { capabilities: roomyHost(deviceId), runtime }, children: [] },
    state: new MemoryStateStore(),
    clock: systemClock,
    seed: trial.seed,
    schedule: { rateMs: 60_000 },
    limits: { requestMs: target.timeouts.request },
    // A name that no certificate has to have: what is judged here is where the device goes.
    comparesHostName: false,
    onExchange: (exchange) => {
      exchanges.push(exchange);
      onExchange?.(exchange);
    },
  });
  return { trial, client, deviceId, device, runtime, exchanges };
}

/** Has it report, deploy a workload, change and remove it. Throws `NotEvaluated` where it does not get so far. */
export async function live(subject: Subject): Promise<void> {
  const { trial, client, device, deviceId, runtime } = subject;
  await pollUntil(subject, () => true, 'report its capabilities');
  const enrolment = device.state().enrolment?.enrolment ?? { kind: 'none' };
  const operated = await trial.client({ identity: client.identity, admitted: false, enrolment });
  const runs = (): string | undefined => JSON.stringify(runtime.components()[0]);
  const workload = await operated.assign(deviceId, plainDeployment('1'));
  await pollUntil(subject, () => runs() !== undefined, 'deploy what was assigned');
  const first = runs();
  await operated.update(workload, plainDeployment('2'));
  await pollUntil(subject, () => runs() !== first, 'deploy what was changed');
  await operated.withdraw(workload);
  await pollUntil(subject, () => runs() === undefined, 'remove what was withdrawn');
}

async function pollUntil({ device, trial }: Subject, holds: () => boolean, what: string): Promise<void> {
  const done = await eventually(trial.session.target.timeouts.settle, async () => {
    const result = await device.pollOnce();
    const met = result.kind === 'done' ? 'it did not' : `${result.setback.operation}: ${result.setback.reason}`;
    return judgeThat(result.kind === 'done' && holds(), what, met);
  });
  if (!done.ok) throw new NotEvaluated(`the simulated device could not ${what}: ${done.received}`);
}
