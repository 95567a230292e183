import { Tally } from './tally.ts';

const PERIOD_MS = 20;
const US_IN_MS = 1000;

/** How much later than asked for the event loop of this thread comes to a timer: for so long answers lie unread. */
export class LoopDelay {
  readonly tally: Tally = new Tally();
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    if (this.#timer !== undefined) return;
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.tally.record((now - last - PERIOD_MS) * US_IN_MS);
      last = now;
    }, PERIOD_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
