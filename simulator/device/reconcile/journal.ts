import type { EventLog } from '../events.ts';
import type { AppliedDeployment, DeviceState } from '../state/device-state.ts';
import type { Ledger } from '../state/ledger.ts';
import { statusBody, statusOf } from '../status/report.ts';

/** Writes down how deployments stand; a changed state and the status that tells of it are kept in one write. */
export class Journal {
  readonly #ledger: Ledger;
  readonly #events: EventLog;
  readonly #onStatus: () => Promise<void>;

  /** `onStatus` is awaited after each status that is queued. */
  constructor(ledger: Ledger, events: EventLog, onStatus: () => Promise<void>) {
    this.#ledger = ledger;
    this.#events = events;
    this.#onStatus = onStatus;
  }

  get state(): DeviceState {
    return this.#ledger.state;
  }

  find(deploymentId: string): AppliedDeployment | undefined {
    return this.state.applied.find((item) => item.deploymentId === deploymentId);
  }

  /** Queues a status if it says something new (WFL-006). */
  async write(applied: AppliedDeployment): Promise<AppliedDeployment> {
    const body = statusBody(applied);
    const next = { ...applied, lastStatus: body };
    const isNews = body !== applied.lastStatus;
    await this.#ledger.change(({ applied: all, outbox }) => ({
      applied: replace(all, next),
      outbox: isNews ? [...outbox, { deploymentId: applied.deploymentId, body }] : outbox,
    }));
    if (isNews) await this.#tell(next);
    return next;
  }

  /** Its last status is queued and the deployment forgotten, at once. */
  async close(applied: AppliedDeployment): Promise<void> {
    await this.#ledger.change(({ applied: all, outbox }) => ({
      applied: all.filter((item) => item.deploymentId !== applied.deploymentId),
      outbox: [...outbox, { deploymentId: applied.deploymentId, body: statusBody(applied) }],
    }));
    await this.#tell(applied);
  }

  async #tell(applied: AppliedDeployment): Promise<void> {
    this.#events.record({
      kind: 'deployment',
      deploymentId: applied.deploymentId,
      state: statusOf(applied).status.state,
    });
    await this.#onStatus();
  }
}

function replace(all: readonly AppliedDeployment[], next: AppliedDeployment): readonly AppliedDeployment[] {
  return all.some((item) => item.deploymentId === next.deploymentId)
    ? all.map((item) => (item.deploymentId === next.deploymentId ? next : item))
    : [...all, next];
}
