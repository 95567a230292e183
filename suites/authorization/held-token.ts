import type { AccessToken } from '../../simulator/protocol/pre-draft/oauth/token-answer.ts';

/** A token with its age: where exchanges are slow, a short-lived one ends before it was judged. */
export interface HeldToken {
  readonly value: string;
  /** How much of its lifetime is over, 1 for all of it; 0 where nothing is said of that. */
  readonly spent: () => number;
}

export async function held(take: () => Promise<AccessToken>): Promise<HeldToken> {
  // It counts from the question: the server may have begun before its answer came.
  const since = performance.now();
  const { value, lifetimeSeconds = Number.POSITIVE_INFINITY } = await take();
  return { value, spent: () => (performance.now() - since) / (lifetimeSeconds * 1000) };
}
