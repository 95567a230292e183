import type { DuePolls } from '../population/due-polls.ts';
import type { RunClock } from '../wheel/pacer.ts';

interface Span {
  readonly sinceUs: number;
  /** How much is going on at once. */
  depth: number;
}

/**
 * Time that devices spend on what their WFM has no part in: deploying, and pausing after a failure of their own network or
 * identity. A poll that falls due meanwhile is as if it were due afterwards; what it waits for the WFM counts in full.
 */
export class OwnTime {
  readonly #polls: DuePolls;
  readonly #clock: RunClock;
  readonly #spans = new Map<number, Span>();

  constructor(polls: DuePolls, clock: RunClock) {
    this.#polls = polls;
    this.#clock = clock;
  }

  /** Answers what is called when it is over. */
  begin(row: number): () => void {
    const span = this.#spans.get(row) ?? { sinceUs: this.#clock(), depth: 0 };
    this.#spans.set(row, span);
    span.depth += 1;
    return () => {
      span.depth -= 1;
      if (span.depth > 0 || this.#spans.get(row) !== span) return;
      this.#spans.delete(row);
      this.#polls.spare(row, span.sinceUs, this.#clock());
    };
  }

  /** The device was stopped in the middle of it. */
  abandon(row: number): void {
    this.#spans.delete(row);
  }

  /** The run is over. */
  end(): void {
    for (const [row, { sinceUs }] of this.#spans) this.#polls.spare(row, sinceUs, this.#clock());
    this.#spans.clear();
  }
}
