import type { Exchange, WireRequest } from '../../protocol/exchange.ts';
import type { Transport } from '../../protocol/transport.ts';

/**
 * The fleet's own HTTP/1.1 client, below the shared codec: a general one takes three times the processor time of what it
 * sends. Requests are those that the clients of `simulator/protocol` make; tests hold it against `protocol/wire.ts`.
 * It dials when it has something to send and is not connected, and sends one thing at a time: what comes meanwhile waits.
 */
export interface FleetConnection extends Transport {
  /**
   * A request of any kind, with its whole exchange; the `transport` of a revision's client. Nothing is repeated.
   * @throws TypeError REQUEST_UNSAFE
   */
  send(request: WireRequest, signal?: AbortSignal): Promise<Exchange>;
  /**
   * The hot path: ready bytes out (`pollRequest`), and only what tells an unchanged answer in. Sent once more where a kept
   * connection turns out to be dead, with nothing of an answer: any server may close one that has been idle.
   */
  poll(request: Buffer, answered: PollAnswered): void;
  readonly isBusy: boolean;
  /** Ends what is under way as ABORTED; what is sent later dials anew. `reset` sends RST, as a machine does that loses power. */
  close(how?: 'orderly' | 'reset'): Promise<void>;
}

/**
 * `exchange` is there for every answer but a 304 that nobody wants (`DeviceEnd.passes`), and for every failure, whose status is 0.
 * `serviceUs` is from the first byte sent to the last received, those of a handshake included where one was needed.
 */
export type PollAnswered = (status: number, serviceUs: number, exchange: Exchange | null) => void;
