import { isJsonObject, type JsonValue, parseJson } from '../../protocol/json.ts';
import type { AnswerCodes } from '../../protocol/revision.ts';
import type { Session } from '../connection/session.ts';
import { expectStatus, Setback } from '../connection/setback.ts';
import type { EventLog } from '../events.ts';
import type { QueuedStatus } from '../state/device-state.ts';
import type { Ledger } from '../state/ledger.ts';
import type { Clock } from '../time/clock.ts';

/** Sends the queued statuses in order; each stays in the durable state until the WFM has acknowledged it. */
export class Outbox {
  readonly #ledger: Ledger;
  readonly #session: Session;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #taken: readonly number[];

  constructor(ledger: Ledger, session: Session, events: EventLog, clock: Clock, answers: AnswerCodes) {
    this.#ledger = ledger;
    this.#session = session;
    this.#events = events;
    this.#clock = clock;
    // What any revision answers is success in all of them.
    this.#taken = [200, 201, ...answers.statusCreated, ...answers.statusUpdated];
  }

  /** @throws Setback where the first one could not be delivered; it and all after it stay queued */
  async flush(signal: AbortSignal): Promise<void> {
    for (let next = this.#first(); next; next = this.#first()) {
      await this.#deliver(next, signal);
      await this.#ledger.change(({ outbox }) => ({ outbox: outbox.slice(1) }));
    }
  }

  #first(): QueuedStatus | undefined {
    return this.#ledger.state.outbox[0];
  }

  /** Resolves when the status is done with: taken, or refused for what it says. */
  async #deliver({ deploymentId, body }: QueuedStatus, signal: AbortSignal): Promise<void> {
    const client = await this.#session.client();
    const exchange = await client.reportStatus(deploymentId, Buffer.from(body), { signal });
    try {
      const { status } = expectStatus('report status', exchange, this.#taken, this.#clock.now());
      this.#events.record({ kind: 'status-sent', deploymentId, state: stateIn(parseJson(body)), status });
    } catch (error) {
      if (!(error instanceof Setback) || !refusesContent(error)) throw error;
      this.#events.record({ kind: 'status-refused', deploymentId, reason: error.reason });
    }
  }
}

/** A client that is not welcome now may be welcome later, and what it says stays true. */
const refusesContent = ({ advice }: Setback): boolean => !advice.retryable && advice.condition !== 'not-authorized';

function stateIn(document: JsonValue): string {
  const status = isJsonObject(document) ? document['status'] : undefined;
  return isJsonObject(status) ? String(status['state']) : '';
}
