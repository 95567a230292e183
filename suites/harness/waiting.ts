import { setTimeout as delay } from 'node:timers/promises';
import type { Judgement } from '../oracles/judgement.ts';

const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 500;

/**
 * Probes until the judgement holds, the time is up or the signal says so; the last judgement tells. Pauses grow, so that
 * a slow WFM is not flooded.
 */
export async function eventually(
  withinMs: number,
  probe: () => Promise<Judgement>,
  signal?: AbortSignal,
): Promise<Judgement> {
  const until = Date.now() + withinMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.6, LONGEST_PAUSE_MS)) {
    const judgement = await probe();
    if (judgement.ok || Date.now() >= until || signal?.aborted) return judgement;
    // An abort ends the pause, and the probe after it has the last word.
    await delay(Math.min(pause, Math.max(1, until - Date.now())), undefined, signal && { signal }).catch(
      () => undefined,
    );
  }
}
