import type { AcknowledgedReport } from './reports.ts';
import type { OperatorIntent } from './schedule.ts';

/** What the operator has asked of the WFM for one device, and what came of it as far as it was told. */
export interface DeploymentRecord {
  readonly device: number;
  readonly deploymentId: string;
  readonly state: 'assigned' | 'withdrawn';
  /** The last report that the WFM acknowledged; null where none was heard of. */
  readonly report: AcknowledgedReport | null;
}

/** One id that was given to two orders of different keys. */
export interface SharedId {
  readonly deploymentId: string;
  readonly devices: readonly [number, number];
}

/** More of them tell nothing new. */
const MOST_SHARED = 100;

interface Entry {
  deploymentId: string;
  state: 'assigned' | 'withdrawn';
}

/** What was asked, by device and deployment; and the last statuses of those that are looked at in the end. */
export class Ledger {
  readonly #entries = new Map<string, Entry & { readonly device: number }>();
  readonly #owners = new Map<string, number>();
  readonly #shared: SharedId[] = [];
  readonly #reports = new Map<string, AcknowledgedReport>();

  assigned({ device, deployment }: OperatorIntent, deploymentId: string): void {
    const owner = this.#owners.get(deploymentId);
    if (owner === undefined) this.#owners.set(deploymentId, device);
    else if (this.#shared.length < MOST_SHARED) this.#shared.push({ deploymentId, devices: [owner, device] });
    this.#entries.set(`${device} ${deployment}`, { device, deploymentId, state: 'assigned' });
  }

  withdrawn({ device, deployment }: OperatorIntent): void {
    const entry = this.#entries.get(`${device} ${deployment}`);
    if (entry) entry.state = 'withdrawn';
  }

  /** Undefined where it was not assigned, or the WFM did not say as what. */
  deploymentId({ device, deployment }: OperatorIntent): string | undefined {
    return this.#entries.get(`${device} ${deployment}`)?.deploymentId;
  }

  reported(report: AcknowledgedReport): void {
    const last = this.#reports.get(report.deploymentId);
    if (!last || last.at <= report.at) this.#reports.set(report.deploymentId, report);
  }

  get shared(): readonly SharedId[] {
    return this.#shared;
  }

  *records(): Iterable<DeploymentRecord> {
    for (const { device, deploymentId, state } of this.#entries.values())
      yield { device, deploymentId, state, report: this.#reports.get(deploymentId) ?? null };
  }
}
