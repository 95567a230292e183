import type { Exchange, WireRequest } from '../../protocol/exchange.ts';
import type { Transport } from '../../protocol/transport.ts';
import type { FleetConnection } from '../connections/transport.ts';
import type { Operation } from '../judging/judge.ts';
import { operationOf } from './operation-of.ts';

export interface RowTransportOptions {
  readonly connection: FleetConnection;
  readonly actor: string;
  readonly origin: string;
  /** The answer to a poll that the device was woken for: its first one gets it. */
  readonly primed: Exchange | null;
  /** What is wrong with its requests. */
  readonly requests: 'replayed' | 'stale' | undefined;
  /** The ETag that it had before; stale requests ask with it. */
  readonly formerEtag: string | null;
  readonly onBegin: (operation: Operation) => void;
  /** Hears of requests that the device did not send itself, but somebody who has recorded it. */
  readonly onReplayed: (operation: Operation, exchange: Exchange) => void;
}

/** What a device that is awake sends over the fleet's connection; it outlives the device. */
export class RowTransport implements Transport {
  readonly #options: RowTransportOptions;
  #primed: Exchange | null;
  #isCut = false;
  readonly #unsent = new WeakSet<Exchange>();
  #underWay = 0;

  constructor(options: RowTransportOptions) {
    this.#options = options;
    this.#primed = options.primed;
  }

  /** Whether an answer is waited for. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** Whether this was no exchange: the device had no power any more, or the answer was there before. */
  isUnreal(exchange: Exchange): boolean {
    return exchange === this.#options.primed || this.#unsent.has(exchange);
  }

  /** The power is gone: nothing leaves the device any more. */
  cut(): void {
    this.#isCut = true;
  }

  async send(asked: WireRequest, signal?: AbortSignal): Promise<Exchange> {
    const { connection, requests, onBegin, onReplayed } = this.#options;
    const operation = operationOf(asked);
    const primed = this.#primed;
    this.#primed = null;
    if (primed && operation === 'poll') return primed;
    if (this.#isCut) return this.#withheld(asked);
    const request = requests === 'stale' && operation === 'poll' ? this.#stale(asked) : asked;
    onBegin(operation);
    this.#underWay += 1;
    const exchange = await connection.send(request, signal);
    if (requests === 'replayed' && !this.#isCut) onReplayed(operation, await connection.send(request, signal));
    this.#underWay -= 1;
    return exchange;
  }

  async close(): Promise<void> {
    // The connection is the fleet's.
  }

  #stale(request: WireRequest): WireRequest {
    const { formerEtag } = this.#options;
    const headers = request.headers.filter(([name]) => name !== 'if-none-match');
    return { ...request, headers: formerEtag === null ? headers : [...headers, ['if-none-match', formerEtag]] };
  }

  #withheld(request: WireRequest): Exchange {
    const { actor, origin } = this.#options;
    const failure = { code: 'ABORTED', message: 'the device has no power' } as const;
    const outcome = { kind: 'failure', failure } as const;
    const exchange = { actor, origin, request, startedAt: Date.now(), durationMs: 0, outcome };
    this.#unsent.add(exchange);
    return exchange;
  }
}
