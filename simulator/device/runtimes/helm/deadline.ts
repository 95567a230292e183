/** When an operation has to have ended, by the monotonic clock. */
export class Deadline {
  readonly #end: number;
  readonly #reserve: number;

  constructor(timeoutMs: number) {
    this.#end = performance.now() + timeoutMs;
    this.#reserve = Math.min(LONGEST_RESERVE_MS, timeoutMs * RESERVED_PART);
  }

  /** For waiting on the cluster, such that there is time left to find out and say what it was waited for. */
  waitingMs(): number {
    return this.#before(this.#reserve);
  }

  /** For helm as a whole: it begins to wait only when everything is created, and so it may wait longer than it should. */
  runningMs(): number {
    return this.#before(this.#reserve / 2);
  }

  /** Waits for something as long as there is time; what it comes to is somebody else's matter. */
  async bound(something: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise((resolve) => {
      timer = setTimeout(resolve, this.#before(0) / 2);
    });
    await Promise.race([something.catch(() => undefined), over]);
    clearTimeout(timer);
  }

  #before(reserve: number): number {
    return Math.max(1, this.#end - reserve - performance.now());
  }
}

const LONGEST_RESERVE_MS = 2_000;
const RESERVED_PART = 0.2;
