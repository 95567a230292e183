import type { TimerWheel } from './timer-wheel.ts';

const US_IN_MS = 1000;

/** Longest pause, so that an entry that is set meanwhile is not late by more. */
const HORIZON_US = 10_000;

/** A timer of the event loop fires up to so much later than it was asked for. */
const TIMER_SLACK_US = 1200;

/** Microseconds since the start of a run, whole ones; negative before it. */
export type RunClock = () => number;

/** `startAt`: milliseconds since the epoch, the same on all threads and machines of a run. */
export function runClock(startAt: number): RunClock {
  const origin = performance.timeOrigin - startAt;
  return () => Math.round((origin + performance.now()) * US_IN_MS);
}

/**
 * Turns a wheel as time goes by, with one timer for all. It rounds no more than a millisecond, so that what is due waits for
 * about half of one, and costs no processor time in between; and the event loop goes round between two turns, so that
 * sockets are served however late it is.
 */
export class Pacer {
  readonly #wheel: TimerWheel;
  readonly #clock: RunClock;
  readonly #turn: (nowUs: number) => void;
  #timer: NodeJS.Timeout | undefined;

  /** `turn` is called each time that something may be due. */
  constructor(wheel: TimerWheel, clock: RunClock, turn: (nowUs: number) => void) {
    this.#wheel = wheel;
    this.#clock = clock;
    this.#turn = turn;
  }

  start(): void {
    const now = this.#clock();
    const gap = this.#wheel.earliest(now, HORIZON_US) - now;
    const pause = Math.max(1, Math.floor((gap - TIMER_SLACK_US) / US_IN_MS));
    this.#timer = setTimeout(() => {
      // Before the turn, which may stop it.
      this.start();
      this.#turn(this.#clock());
    }, pause);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
