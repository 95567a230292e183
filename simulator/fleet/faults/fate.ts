import type { Random } from '../../device/time/random.ts';
import type { FaultProfile } from './fault-profile.ts';

/** What becomes of a connection once so many bytes have passed, both directions together. */
export type Fate = { readonly kind: 'carried' } | { readonly kind: 'reset' | 'half-open'; readonly afterBytes: number };

export const CARRIED: Fate = { kind: 'carried' };

/** Draws a connection's fate, always as many numbers: what is drawn later does not depend on it. */
export function drawFate({ resets = 0, halfOpen = 0 }: FaultProfile, random: Random): Fate {
  const lot = random.next();
  const afterBytes = drawBytes(random.next(), random.next());
  if (lot < resets) return { kind: 'reset', afterBytes };
  return lot < resets + halfOpen ? { kind: 'half-open', afterBytes } : CARRIED;
}

/** From 64 to 8191, each power of two as often as the next: in the handshake, in the first request, or some polls later. */
function drawBytes(magnitude: number, within: number): number {
  const least = 2 ** (LEAST_POWER + Math.floor(magnitude * POWERS));
  return least + Math.floor(within * least);
}

const LEAST_POWER = 6;
const POWERS = 7;
