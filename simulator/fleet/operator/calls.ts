import type { Incident, LatencyReport } from '../metrics/report.ts';
import { Tally } from '../metrics/tally.ts';
import type { OperatorIntent } from './schedule.ts';

export interface CallReport {
  readonly intended: number;
  /** Of those that were done, in microseconds. */
  readonly service: LatencyReport;
  /** By `done`, or the code of the failure. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** How the calls of one verb went. */
class Verb {
  intended = 0;
  readonly service: Tally = new Tally();
  readonly outcomes: Map<string, number> = new Map();

  count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  report(): CallReport {
    const { intended, service, outcomes } = this;
    return { intended, service: latencyOf(service), outcomes: Object.fromEntries(outcomes) };
  }
}

/** How an operator's calls went, and how well they kept to their times. */
export class Calls {
  readonly #verbs = { assign: new Verb(), update: new Verb(), withdraw: new Verb() };
  readonly #lateness = new Tally();
  readonly #incidents = new Map<string, Incident>();

  intended({ kind }: OperatorIntent): void {
    this.#verbs[kind].intended += 1;
  }

  late(us: number): void {
    this.#lateness.record(Math.max(0, us));
  }

  done({ kind }: OperatorIntent, us: number): void {
    this.#verbs[kind].count('done');
    this.#verbs[kind].service.record(us);
  }

  failed({ kind }: OperatorIntent, code: string): void {
    this.#verbs[kind].count(code);
  }

  /** Each kind of trouble once, when it came up first. */
  happened(key: string, incident: Incident): void {
    if (!this.#incidents.has(key)) this.#incidents.set(key, incident);
  }

  report(): Readonly<Record<OperatorIntent['kind'], CallReport>> {
    const { assign, update, withdraw } = this.#verbs;
    return { assign: assign.report(), update: update.report(), withdraw: withdraw.report() };
  }

  get lateness(): LatencyReport {
    return latencyOf(this.#lateness);
  }

  get incidents(): readonly Incident[] {
    return [...this.#incidents.values()];
  }
}

const latencyOf = (tally: Tally): LatencyReport => ({ count: tally.count, response: tally.encoded() });
