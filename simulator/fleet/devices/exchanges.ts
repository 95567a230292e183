import type { Exchange } from '../../protocol/exchange.ts';
import type { IdentityKindName } from '../identities/identity-kind-name.ts';
import type { ExchangeJudge, Operation } from '../judging/judge.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { Party } from './party.ts';

const US_IN_MS = 1000;

/** No descriptor is left, or no port. */
const EXHAUSTED = /^(?:EMFILE|ENFILE|EADDRNOTAVAIL)\b/;

/** Who had an exchange, and how honestly. */
export interface Speaker {
  readonly device: number;
  readonly party: Party;
  /** Whom it says that it is; undefined: itself. */
  readonly identity: IdentityKindName | undefined;
  /** Identity, bytes and clock were as they should be. */
  readonly isProper: boolean;
  /** Its network is made to fail: that nothing comes through is no fault of the WFM's. */
  readonly hasFaultyNetwork: boolean;
}

/** One line of the wire log; times in microseconds. */
export interface WireLine {
  /** When it ended. */
  readonly at: number;
  readonly device: number;
  readonly operation: Operation;
  readonly outcome: number | string;
  readonly serviceUs: number;
  /** Of a poll: from when it was meant. */
  readonly responseUs: number | null;
}

export interface ExchangesOptions {
  readonly recorder: SliceRecorder;
  readonly clock: RunClock;
  /** Null: nothing is judged. */
  readonly judge: ExchangeJudge | null;
  /** Whether all exchanges of a device are judged. */
  readonly isJudged: (device: number) => boolean;
  readonly log: ((line: WireLine) => void) | null;
}

/** Counts, judges and logs every exchange of a slice. */
export class Exchanges {
  readonly #options: ExchangesOptions;

  constructor(options: ExchangesOptions) {
    this.#options = options;
  }

  /** A poll that was answered unchanged, and that nobody has to look at. */
  unchanged({ device, party }: Speaker, serviceUs: number, responseUs: number | null): void {
    const { recorder, log, clock } = this.#options;
    recorder.exchanged('poll', 304, serviceUs, false);
    const at = clock();
    party.reachability.answered(at);
    log?.({ at, device, operation: 'poll', outcome: 304, serviceUs, responseUs });
  }

  /** Answers whether it was a success. */
  ended(speaker: Speaker, operation: Operation, exchange: Exchange, responseUs: number | null): boolean {
    const { recorder, log, clock } = this.#options;
    const { device, party, isProper, hasFaultyNetwork } = speaker;
    const { outcome } = exchange;
    const at = clock();
    const serviceUs = Math.round(exchange.durationMs * US_IN_MS);
    const isSuccess = outcome.kind === 'response' && party.success[operation].has(outcome.response.status);
    const result = outcome.kind === 'response' ? outcome.response.status : outcome.failure.code;
    const isUnsent = outcome.kind === 'failure' && EXHAUSTED.test(outcome.failure.message);
    if (isUnsent) this.#lacks(outcome.failure.message, at);
    const isOurs = isUnsent || !isProper || result === 'ABORTED' || (hasFaultyNetwork && outcome.kind === 'failure');
    recorder.exchanged(operation, result, serviceUs, !isSuccess && !isOurs);
    if (outcome.kind === 'response') party.reachability.answered(at);
    else if (!isOurs) party.reachability.failed(at - serviceUs, outcome.failure.code);
    log?.({ at, device, operation, outcome: result, serviceUs, responseUs });
    if (this.#options.isJudged(device)) this.#judge(speaker, operation, exchange, at);
    return isSuccess;
  }

  /** This machine is at its end, not the WFM. */
  #lacks(what: string, at: number): void {
    const { recorder } = this.#options;
    recorder.dropped();
    const message = `${what}; raise the limits of this machine, or run fewer devices on it`;
    recorder.happened({ at, code: 'NO_CONNECTION_LEFT', message });
  }

  #judge({ device, party, identity, isProper }: Speaker, operation: Operation, exchange: Exchange, at: number): void {
    const { judge, recorder } = this.#options;
    const clientId = exchange.actor;
    const revision = party.revision.id;
    const judged = { device, clientId, revision, operation, isProper, ...(identity && { identity }), exchange };
    recorder.judged();
    for (const finding of judge?.judge(judged) ?? [])
      recorder.violated({ ...finding, device, clientId, at, operation }, () => judge?.recorded(judged));
  }
}
