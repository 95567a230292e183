import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import type { ControlCall } from '../control/operator.ts';

export type Entry =
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'control'; readonly call: ControlCall };

/** Everything that one check sent and received, in order. Passed property runs are forgotten, so it stays small. */
export class Transcript {
  readonly #entries: Entry[] = [];

  readonly exchange = (exchange: Exchange): void => {
    this.#entries.push({ kind: 'exchange', exchange });
  };

  readonly call = (call: ControlCall): void => {
    this.#entries.push({ kind: 'control', call });
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
