import { setTimeout as delay } from 'node:timers/promises';
import type { Incident, LatencyReport } from '../metrics/report.ts';
import type { Adoption } from '../shard/slice-options.ts';
import { codeOf } from './admit-all.ts';
import { Adoptions } from './adoptions.ts';
import { type CallReport, Calls } from './calls.ts';
import { canaryText } from './canary.ts';
import { ClientNames } from './client-names.ts';
import { type DeploymentRecord, Ledger, type SharedId } from './ledger.ts';
import type { FleetMember, FleetOperator, Order } from './operator.ts';
import { orderKey } from './order-key.ts';
import { Pool } from './pool.ts';
import type { AcknowledgedReport } from './reports.ts';
import type { OperatorIntent } from './schedule.ts';

export interface RunOperatorOptions {
  readonly schedule: readonly OperatorIntent[];
  readonly operator: FleetOperator;
  readonly memberOf: (device: number) => FleetMember;
  readonly nonce: string;
  /** Calls at the same time. */
  readonly concurrency: number;
  /** Milliseconds since the epoch at which the run starts. */
  readonly startAt: number;
  /** How long a client that its WFM has onboarded may take to hear of it, in milliseconds; default 5,000. */
  readonly hearsWithinMs?: number;
  /** Aborts: nothing new is begun, what is under way is waited for. */
  readonly signal: AbortSignal;
}

/** What an operator did, and how long it took. */
export interface OperatorReport {
  readonly calls: Readonly<Record<OperatorIntent['kind'], CallReport>>;
  /** From the time intended to the time begun, where nothing of the same device was under way. */
  readonly lateness: LatencyReport;
  /** From the answer of a call to a device carrying out what it asked for. */
  readonly adoption: LatencyReport;
  /** Changes that no device was heard to carry out, and those that others replaced before. */
  readonly unadopted: number;
  readonly superseded: number;
  /** Deployments that a device carries out although they are another one's. */
  readonly strays: readonly Adoption[];
  /** Ids that the WFM gave to two deployments. */
  readonly shared: readonly SharedId[];
  readonly incidents: readonly Incident[];
}

export interface RunningOperator {
  /** Resolves when all that was scheduled has been tried; never rejects. */
  readonly finished: Promise<void>;
  /** From now on a client that was named by its certificate is named by what onboarding has given it, too. */
  enrolled(device: number, clientId: string): void;
  adopted(adoption: Adoption): void;
  reported(report: AcknowledgedReport): void;
  report(): OperatorReport;
  records(): Iterable<DeploymentRecord>;
  /** Devices that were heard of to carry something out: their WFM knows them. */
  working(): ReadonlySet<number>;
  /** A client as it is known now. */
  memberOf(device: number): FleetMember;
}

const HEARS_WITHIN_MS = 5_000;

/** Does what is scheduled when it is due, however long the calls before it take; those of one device wait for each other. */
export function runOperator(options: RunOperatorOptions): RunningOperator {
  const run = new OperatorRun(options);
  return {
    finished: run.perform(),
    enrolled: (device, clientId) => run.enrolled(device, clientId),
    adopted: (adoption) => run.adopted(adoption),
    reported: (report) => run.reported(report),
    report: () => run.report(),
    records: () => run.records(),
    working: () => run.working,
    memberOf: (device) => run.memberOf(device),
  };
}

class OperatorRun {
  readonly #options: RunOperatorOptions;
  readonly #pool: Pool;
  readonly #ledger = new Ledger();
  readonly #adoptions: Adoptions;
  readonly #calls = new Calls();
  readonly working: Set<number> = new Set();
  readonly #names = new ClientNames();
  /** What is under way for a device. */
  readonly #chains = new Map<number, Promise<void>>();

  constructor(options: RunOperatorOptions) {
    this.#options = options;
    this.#pool = new Pool(options.concurrency);
    this.#adoptions = new Adoptions(options.nonce);
  }

  async perform(): Promise<void> {
    const { schedule, signal } = this.#options;
    for (const intent of schedule) {
      const waitMs = (intent.at - this.#nowUs()) / 1000;
      if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      this.#begin(intent);
    }
    await Promise.all(this.#chains.values());
  }

  enrolled(device: number, clientId: string): void {
    this.#names.enrolled(device, clientId);
  }

  memberOf(device: number): FleetMember {
    return this.#names.named(this.#options.memberOf(device));
  }

  adopted(adoption: Adoption): void {
    this.working.add(adoption.device);
    this.#adoptions.adopted(adoption);
  }

  reported(report: AcknowledgedReport): void {
    this.#ledger.reported(report);
  }

  records(): Iterable<DeploymentRecord> {
    return this.#ledger.records();
  }

  report(): OperatorReport {
    const { lateness, incidents } = this.#calls;
    const { latency, pending, superseded, strays } = this.#adoptions;
    const calls = this.#calls.report();
    const { shared } = this.#ledger;
    return { calls, lateness, adoption: latency, unadopted: pending, superseded, strays, shared, incidents };
  }

  /** Starts a call, behind what is still to be done for the same device. */
  #begin(intent: OperatorIntent): void {
    const { device, kind } = intent;
    this.#calls.intended(intent);
    if (!this.#options.operator.supports.has(kind)) {
      this.#lack(kind);
      return;
    }
    const before = this.#chains.get(device);
    const call = () => this.#pool.run(() => this.#call(intent, before === undefined));
    const chain = (before ?? Promise.resolve()).then(call).finally(() => {
      if (this.#chains.get(device) === chain) this.#chains.delete(device);
    });
    this.#chains.set(device, chain);
  }

  async #call(intent: OperatorIntent, wasFree: boolean): Promise<void> {
    if (this.#options.signal.aborted) return;
    const begun = this.#nowUs();
    if (wasFree) this.#calls.late(begun - intent.at);
    try {
      const isDone = await this.#askByName(intent);
      if (isDone) this.#calls.done(intent, this.#nowUs() - begun);
      else this.#calls.failed(intent, 'NOT_ASSIGNED');
    } catch (error) {
      const code = codeOf(error);
      const message = error instanceof Error ? error.message : String(error);
      this.#calls.failed(intent, code);
      this.#calls.happened(code, { at: this.#nowUs(), code, message });
    }
  }

  /** Once more where the client had got another name meanwhile. */
  async #askByName(intent: OperatorIntent): Promise<boolean> {
    const { hearsWithinMs = HEARS_WITHIN_MS, signal } = this.#options;
    const member = this.memberOf(intent.device);
    try {
      return await this.#ask(intent, member);
    } catch (error) {
      if (!(await this.#names.isRenamed(member, hearsWithinMs, signal))) throw error;
      return this.#ask(intent, this.memberOf(intent.device));
    }
  }

  /** False where there is nothing to ask for: the deployment could not be assigned, or the device takes none. */
  async #ask(intent: OperatorIntent, member: FleetMember): Promise<boolean> {
    const { operator, nonce } = this.#options;
    const { device, ordinal, deployment, kind } = intent;
    const { client, deviceId, type } = member;
    const deploymentId = this.#ledger.deploymentId(intent);
    if (type === null || (kind !== 'assign' && deploymentId === undefined)) return false;
    const canary = canaryText({ nonce, device, ordinal });
    const key = orderKey(nonce, device, deployment);
    const order: Order = { key, client: { device, client }, deviceId, type, canary };
    if (kind === 'assign') this.#ledger.assigned(intent, await operator.assign(order));
    if (kind === 'update' && deploymentId !== undefined) await operator.update({ ...order, deploymentId });
    if (kind === 'withdraw' && deploymentId !== undefined) {
      await operator.withdraw(member, deploymentId);
      this.#ledger.withdrawn(intent);
      this.#adoptions.withdrawn(device);
    } else this.#adoptions.asked(device, canary, this.#nowUs());
    return true;
  }

  #lack(kind: string): void {
    const code = 'CONTROL_UNSUPPORTED';
    const message = `${code}: the control hook does not support the verb ${kind}; the fleet goes on without it`;
    this.#calls.happened(`${code} ${kind}`, { at: this.#nowUs(), code, message });
  }

  #nowUs(): number {
    return Math.round((performance.timeOrigin + performance.now() - this.#options.startAt) * 1000);
  }
}
