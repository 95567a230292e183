import type { Slice } from '../courses/intent.ts';
import type { Bounds } from '../plan/plan.ts';

const US_IN_S = 1_000_000;

/** Keeps a slice to its share of what the plan allows the fleet. */
export class Gate {
  readonly #ratePerUs: number;
  readonly #burst: number;
  readonly #openConnections: number;
  #tokens: number;
  #since = 0;

  constructor(bounds: Bounds, { of }: Slice) {
    this.#ratePerUs = bounds.rate / of / US_IN_S;
    // A second's worth may come at once; at least one request can.
    this.#burst = Math.max(1, bounds.rate / of);
    this.#openConnections = Math.max(1, Math.floor(bounds.openConnections / of));
    this.#tokens = this.#burst;
  }

  /** A request is to be made, over a new connection or one that is there. */
  admits(nowUs: number, openConnections: number, isConnected: boolean): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (nowUs - this.#since) * this.#ratePerUs);
    this.#since = nowUs;
    if (this.#tokens < 1 || (!isConnected && openConnections >= this.#openConnections)) return false;
    this.#tokens -= 1;
    return true;
  }

  /** A request that follows from another, and is made in any case. */
  counts(): void {
    this.#tokens -= 1;
  }
}
