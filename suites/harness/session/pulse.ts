/**
 * Whether somebody still answers. A run against a WFM that has died would wait for one time limit after the other; after
 * so much silence, with no answer to anybody in between, nobody waits any more.
 */
export class Pulse {
  readonly #limit: number;
  #silence = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  answered(): void {
    this.#silence = 0;
  }

  /** One that got no answer; `weight` says how much that tells. */
  silent(weight = 1): void {
    this.#silence += weight;
  }

  get gone(): boolean {
    return this.#silence >= this.#limit;
  }
}

/** A closed connection may be how a WFM refuses a client, and those are many; a time limit that has passed tells more. */
export const TIMED_OUT_WEIGHT = 10;

/** Three time limits of as many checks as are judged at the same time by default. */
const WFM_LIMIT = 24 * TIMED_OUT_WEIGHT;
/** The operator has the time of a request and of settling for each call. */
const OPERATOR_LIMIT = 8;

export interface Pulses {
  readonly wfm: Pulse;
  readonly operator: Pulse;
}

export const freshPulses = (): Pulses => ({ wfm: new Pulse(WFM_LIMIT), operator: new Pulse(OPERATOR_LIMIT) });
