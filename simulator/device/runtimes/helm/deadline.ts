/** When an operation has to have ended, by the monotonic clock. */
export class Deadline {
  readonly #end: number;
  readonly #reserve: number;

  constructor(timeoutMs: number) {
    this.#end = performance.now() + timeoutMs;
    this.#reserve = Math.min(LONGEST_RESERVE_MS, timeoutMs * RESERVED_PART);
  }

  /** Until the end, for what would otherwise hang. */
  remainingMs(): number {
    return Math.max(1, this.#end - performance.now());
  }

  /** For waiting on the cluster, such that there is time left to find out and say what it was waited for. */
  waitingMs(): number {
    return Math.max(1, this.remainingMs() - this.#reserve);
  }

  /** Waits for something as long as there is time; what it comes to is somebody else's matter. */
  async bound(something: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise((resolve) => {
      timer = setTimeout(resolve, this.remainingMs() / 2);
    });
    await Promise.race([something.catch(() => undefined), over]);
    clearTimeout(timer);
  }
}

const LONGEST_RESERVE_MS = 2_000;
const RESERVED_PART = 0.2;
