import { isJsonObject, type JsonValue, parseJson } from '../../protocol/json.ts';
import type { RevisionTraits } from '../../protocol/revision.ts';
import type { Session } from '../connection/session.ts';
import { expectStatus, Setback } from '../connection/setback.ts';
import { successes } from '../connection/successes.ts';
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
  readonly #traits: RevisionTraits;

  constructor(ledger: Ledger, session: Session, events: EventLog, clock: Clock, traits: RevisionTraits) {
    this.#ledger = ledger;
    this.#session = session;
    this.#events = events;
    this.#clock = clock;
    this.#traits = traits;
  }

  /** @throws Setback where the first one could not be delivered; it and all after it stay queued */
  async flush(signal: AbortSignal): Promise<void> {
    for (let next = this.#first(); next; next = this.#first()) {
      await this.#deliver(next, signal);
      await this.#ledger.change(({ outbox }) => ({ outbox: outbox.slice(1) }));
    }
  }

  #isReportable(state: string): boolean {
    return this.#traits.deploymentStates.some((known) => known === state);
  }

  #first(): QueuedStatus | undefined {
    return this.#ledger.state.outbox[0];
  }

  /** Resolves when the status is done with: taken, or refused for what it says. */
  async #deliver({ deploymentId, body }: QueuedStatus, signal: AbortSignal): Promise<void> {
    const document = parseJson(body);
    const state = stateIn(document);
    if (!statesIn(document).every((each) => this.#isReportable(each))) {
      this.#events.record({ kind: 'status-not-offered', deploymentId, state });
      return;
    }
    const taken = successes(this.#traits.answers, 'statusCreated', 'statusUpdated');
    const client = await this.#session.client();
    const exchange = await client.reportStatus(deploymentId, Buffer.from(body), { signal });
    try {
      const { status } = expectStatus('report status', exchange, taken, this.#clock.now());
      this.#events.record({ kind: 'status-sent', deploymentId, state, status });
    } catch (error) {
      if (!(error instanceof Setback) || !refusesContent(error)) throw error;
      this.#events.record({ kind: 'status-refused', deploymentId, reason: error.reason });
    }
  }
}

const statesIn = (document: JsonValue): readonly string[] => {
  const components = isJsonObject(document) ? document['components'] : undefined;
  const parts = Array.isArray(components) ? components.filter(isJsonObject) : [];
  return [stateIn(document), ...parts.map((part) => String(part['state']))];
};

/** A client that is not welcome now may be welcome later, and what it says stays true. */
const refusesContent = ({ advice }: Setback): boolean => !advice.retryable && advice.condition !== 'not-authorized';

function stateIn(document: JsonValue): string {
  const status = isJsonObject(document) ? document['status'] : undefined;
  return isJsonObject(status) ? String(status['state']) : '';
}
