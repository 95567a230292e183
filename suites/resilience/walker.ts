import { randomUUID } from 'node:crypto';
import type { DeploymentState, DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import { type JsonValue, jsonBytes } from '../../simulator/protocol/json.ts';
import { reportedAs } from '../capabilities/kept.ts';
import { judgeByStatus, type TellingAnswer } from '../capabilities/usual-answer.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { InterfaceStep } from '../harness/arbitraries/interface-walks.ts';
import type { TrialClient } from '../harness/client.ts';
import { judgeSuccess } from '../harness/success.ts';
import type { Trial } from '../harness/trial.ts';
import { keptDevicesAre } from '../oracles/kept-capabilities.ts';
import { agreesWith, type StatusReport } from '../oracles/observation.ts';
import { listsOfOwn } from '../oracles/survival.ts';
import { statusReport, taken } from '../status/reporting.ts';

/** What a walk over the interface is held to. */
export const WALK: readonly [string, ...string[]] = ['DSM-001', 'CAP-006', 'CAP-007', 'STA-003', 'USR-001', 'USR-002'];

/** Walks over the whole interface for one client, and knows what a conforming WFM has to show at any time. */
export class Walker {
  readonly #trial: Trial;
  readonly #client: TrialClient;
  readonly #devices = new Map<string, DeviceCapabilities>();
  readonly #removed = new Set<string>();
  /** Deployments that are assigned, each with the device it is for. */
  readonly #present = new Map<string, string>();
  readonly #ever = new Set<string>();
  readonly #statuses = new Map<string, StatusReport>();

  constructor(trial: Trial, client: TrialClient) {
    this.#trial = trial;
    this.#client = client;
  }

  async take(step: InterfaceStep): Promise<void> {
    switch (step.kind) {
      case 'report':
        return this.#repeat(step.times, () => this.#report(this.#client.device(`device-${step.device}`)));
      case 'remove':
        return this.#repeat(step.times, () => this.#remove(this.#client.device(`device-${step.device}`)));
      case 'status':
        return this.#status(step.choice, step.state, step.times);
      case 'read':
        return this.#repeat(step.times, () => this.#read());
      default:
        return this.#operate(step.kind, step.choice);
    }
  }

  /** Judges that everything that was acknowledged is there and nothing else of this client's. */
  async judgeAll(): Promise<void> {
    await this.#read();
    const named = this.#client.client;
    const ids = ['device-1', 'device-2', 'device-3'].map((name) => this.#client.device(name));
    const expected = new Map(ids.map((id) => [id, this.#reported(id)] as const));
    await this.#trial.judgeEventually('USR-001', async () =>
      keptDevicesAre(await this.#trial.operator.devices(named), expected, this.#trial.session.revision.traits),
    );
    for (const [id, report] of this.#statuses)
      if (this.#present.has(id) && this.#trial.warnings.length === 0)
        await this.#trial.judgeEventually('USR-002', async () =>
          agreesWith(await this.#trial.operator.observe(named, id), report),
        );
  }

  #reported(id: string): JsonValue | undefined {
    const capabilities = this.#devices.get(id);
    return capabilities && reportedAs(this.#trial, capabilities);
  }

  async #repeat(times: number, act: () => Promise<void>): Promise<void> {
    for (let done = 0; done < times; done++) await act();
  }

  async #report(id: string): Promise<void> {
    const capabilities = this.#trial.sample(workloadHost(id));
    const answer = this.#trial.answer(
      await this.#client.api.reportCapabilities(id, jsonBytes(capabilities)),
      'CAP-006',
    );
    const due = this.#devices.has(id) ? 'updated' : 'created';
    await this.#judgeAnswer('CAP-006', { answer, due, what: `a report of ${id}` }, id);
    this.#devices.set(id, capabilities);
  }

  /** A device with workloads stays: what its removal means for them is not said. */
  async #remove(id: string): Promise<void> {
    if ([...this.#present.values()].includes(id)) return;
    const answer = this.#trial.answer(await this.#client.api.removeDevice(id), 'CAP-007');
    const due = this.#devices.has(id) ? 'removed' : 'unknown';
    await this.#judgeAnswer('CAP-007', { answer, due, what: `removal of ${id}` }, id);
    if (this.#devices.delete(id)) this.#removed.add(id);
  }

  async #judgeAnswer(requirement: string, told: TellingAnswer, id: string): Promise<void> {
    // A WFM that remembers a device which was removed could take the report for an update.
    const position = this.#removed.has(id) && !this.#devices.has(id) ? { position: 'G-15' } : {};
    await judgeByStatus(this.#trial, this.#client, requirement, told, position);
  }

  async #operate(kind: 'assign' | 'update' | 'withdraw', choice: number): Promise<void> {
    const named = this.#client.client;
    const { operator } = this.#trial;
    const mark = `${kind} ${this.#ever.size} ${choice}`;
    const device = pick([...this.#devices.keys()], choice);
    const deployment = pick([...this.#present.keys()], choice);
    if (kind === 'assign' && device !== undefined) {
      const id = await operator.assign(named, device, plainDeployment(mark), randomUUID());
      this.#present.set(id, device);
      this.#ever.add(id);
    }
    if (kind === 'update' && deployment !== undefined) await operator.update(named, deployment, plainDeployment(mark));
    if (kind === 'withdraw' && deployment !== undefined) {
      await operator.withdraw(named, deployment);
      this.#present.delete(deployment);
    }
  }

  /** A client reports what it has read of, so that it reads first. */
  async #status(choice: number, state: DeploymentState, times: number): Promise<void> {
    const deploymentId = pick([...this.#present.keys()], choice);
    if (deploymentId === undefined) return;
    await this.#read();
    const { adopted } = await this.#client.desired();
    const report = statusReport({ deploymentId, requested: plainDeployment('any'), adopted }, state);
    await this.#repeat(times, async () => {
      const exchange = await this.#client.api.reportStatus(deploymentId, jsonBytes(report));
      const answer = this.#trial.answer(exchange, 'STA-003');
      if (this.#statuses.has(deploymentId))
        judgeSuccess(this.#trial, 'STA-003', { answer, kind: 'statusUpdated', what: 'a later report' });
      else this.#trial.judge('STA-003', taken(this.#trial, answer));
      this.#statuses.set(deploymentId, report);
    });
  }

  async #read(): Promise<void> {
    await this.#trial.judgeEventually('DSM-001', async () =>
      listsOfOwn(await this.#client.manifest(), [...this.#ever], [...this.#present.keys()]),
    );
  }
}

const pick = (list: readonly string[], choice: number): string | undefined =>
  list.length === 0 ? undefined : list[choice % list.length];
