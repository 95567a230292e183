import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import type { ControlCall } from '../control/operator.ts';
import type { ControlSettings } from '../target/target.ts';

export type Entry =
  | {
      readonly kind: 'exchange';
      /** With the beginning of long bodies only. */
      readonly exchange: Exchange;
      /** Whole lengths, in bytes. */
      readonly requestBytes: number;
      readonly responseBytes: number;
    }
  | {
      readonly kind: 'control';
      readonly call: ControlCall;
      /** Of another endpoint, where it was not the target's. */
      readonly desk?: ControlSettings;
    };

/** Everything that one check sent and received, in order. Passed property runs are forgotten, so it stays small. */
export class Transcript {
  readonly #entries: Entry[] = [];

  readonly exchange = (exchange: Exchange): void => {
    const { request, outcome } = exchange;
    this.#entries.push({
      kind: 'exchange',
      exchange: withShortBodies(exchange),
      requestBytes: request.body?.length ?? 0,
      responseBytes: outcome.kind === 'response' ? outcome.response.body.length : 0,
    });
  };

  readonly call = (call: ControlCall, desk?: ControlSettings): void => {
    this.#entries.push({ kind: 'control', call, ...(desk && { desk }) });
  };

  get length(): number {
    return this.#entries.length;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Drops what came after a mark taken from {@link length}. */
  forgetFrom(mark: number): void {
    this.#entries.length = Math.min(mark, this.#entries.length);
  }

  /** Drops what came between two marks, the second not included. */
  forgetBetween(from: number, to: number): void {
    this.#entries.splice(from, to - from);
  }
}

/** No report shows more of a body, and a check may send many long ones. */
const KEPT_BYTES = 64 * 1024;

function withShortBodies(exchange: Exchange): Exchange {
  const { request, outcome } = exchange;
  return {
    ...exchange,
    request: { ...request, body: request.body && short(request.body) },
    outcome:
      outcome.kind === 'response'
        ? { kind: 'response', response: { ...outcome.response, body: short(outcome.response.body) } }
        : outcome,
  };
}

/** A copy, because a view would keep the whole body alive. */
const short = (body: Uint8Array): Uint8Array => (body.length > KEPT_BYTES ? body.slice(0, KEPT_BYTES) : body);
