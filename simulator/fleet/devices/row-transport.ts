import type { Exchange, WireRequest } from '../../protocol/exchange.ts';
import type { Transport } from '../../protocol/transport.ts';
import type { FleetConnection } from '../connections/transport.ts';
import type { Operation } from '../judging/judge.ts';
import type { Speaker } from './exchanges.ts';
import { operationOf } from './operation-of.ts';

export interface RowTransportOptions {
  readonly connection: () => FleetConnection;
  readonly actor: string;
  readonly origin: string;
  /** The answer to a poll that the device was woken for: its first one gets it. */
  readonly primed: Exchange | null;
  /** What is wrong with its requests, as things stand. */
  readonly requests: () => 'replayed' | 'stale' | undefined;
  /** The ETag that it had before; stale requests ask with it. */
  readonly formerEtag: string | null;
  /** Hears of a request that is about to be sent; answers who sends it, as things stand. */
  readonly onBegin: (operation: Operation) => Speaker;
  /** Hears of each exchange, in order; `isReplay`: not the device has sent it, but somebody who has recorded it. */
  readonly onEnd: (speaker: Speaker, operation: Operation, exchange: Exchange, isReplay: boolean) => void;
}

/** What a device that is awake sends over the fleet's connection; it outlives the device. */
export class RowTransport implements Transport {
  readonly #options: RowTransportOptions;
  #primed: Exchange | null;
  #isCut = false;
  readonly #handled = new WeakSet<Exchange>();

  constructor(options: RowTransportOptions) {
    this.#options = options;
    this.#primed = options.primed;
    if (options.primed) this.#handled.add(options.primed);
  }

  /** Whether this went over it, and was heard of; other exchanges of the device took another way. */
  handled(exchange: Exchange): boolean {
    return this.#handled.has(exchange);
  }

  /** The power is gone: nothing leaves the device any more. */
  cut(): void {
    this.#isCut = true;
  }

  async send(asked: WireRequest, signal?: AbortSignal): Promise<Exchange> {
    const operation = operationOf(asked);
    const primed = this.#primed;
    this.#primed = null;
    if (primed && operation === 'poll') return primed;
    if (this.#isCut) return this.#withheld(asked);
    // All of this is as it stands at the beginning, however long the answer takes.
    const requests = this.#options.requests();
    const request = requests === 'stale' && operation === 'poll' ? this.#stale(asked) : asked;
    const speaker = this.#options.onBegin(operation);
    const connection = this.#options.connection();
    const exchanged = async (isReplay: boolean): Promise<Exchange> => {
      const exchange = await connection.send(request, signal);
      this.#handled.add(exchange);
      this.#options.onEnd(speaker, operation, exchange, isReplay);
      return exchange;
    };
    const exchange = await exchanged(false);
    if (requests === 'replayed' && !this.#isCut) await exchanged(true);
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
    this.#handled.add(exchange);
    return exchange;
  }
}
