import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 20;

/** Resolves after so many milliseconds, or when the signal aborts. */
export async function untilEnd(ms: number, signal: AbortSignal): Promise<void> {
  // Aborting is one of the ways to end.
  await pause(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
}

/** Resolves when nothing is under way any more, or after so many milliseconds. */
export async function drained(underWay: () => number, atMostMs: number): Promise<void> {
  const end = performance.now() + atMostMs;
  while (underWay() > 0 && performance.now() < end) await pause(LOOK_MS);
}
