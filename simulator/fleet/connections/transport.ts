import type { Exchange, WireRequest } from '../../protocol/exchange.ts';

/**
 * The fleet's own HTTP/1.1 client, below the shared codec: a general one takes three times the processor time of what it
 * sends. Requests are those that the clients of `simulator/protocol` make; tests hold it against `protocol/wire.ts`.
 */
export interface FleetConnection {
  /** A request of any kind, with its whole exchange; the `transport` of a revision's client. */
  send(request: WireRequest, signal?: AbortSignal): Promise<Exchange>;
  /** The hot path: ready bytes out, and only what tells an unchanged answer in. One at a time. */
  poll(request: Buffer, answered: PollAnswered): void;
  readonly isBusy: boolean;
  /** `reset` sends RST, as a machine does that loses power. */
  close(how: 'orderly' | 'reset'): void;
}

/** `exchange` is there for every answer but a plain 304 that nobody judges, and for every failure. */
export type PollAnswered = (status: number, serviceUs: number, exchange: Exchange | null) => void;
