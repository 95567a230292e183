import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is moved: hours of a device's life pass in milliseconds. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();
  #onSleep: (() => void) | undefined;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { wakeAt: this.#now + Math.max(ms, 0), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
      this.#onSleep?.();
    });
  }

  /** Moves to the time of the earliest sleeper and wakes it; false where nobody sleeps. */
  wakeNext(): boolean {
    const [first] = [...this.#sleepers].sort((left, right) => left.wakeAt - right.wakeAt);
    if (!first) return false;
    this.#now = Math.max(this.#now, first.wakeAt);
    first.wake();
    return true;
  }

  /** Lets time jump from sleeper to sleeper until the work is done. */
  async run<Value>(work: Promise<Value>): Promise<Value> {
    let settled = false;
    const watched = work.finally(() => {
      settled = true;
    });
    const over = watched.then(
      () => undefined,
      () => undefined,
    );
    while (!settled) {
      await Promise.race([over, this.#someoneSleeps()]);
      // Whoever was woken runs until it waits again, and may send other sleepers home.
      await setImmediate();
      if (!settled) this.wakeNext();
    }
    return watched;
  }

  #someoneSleeps(): Promise<void> {
    if (this.#sleepers.size > 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onSleep = resolve;
    });
  }
}
