/** A seeded source of randomness: the same seed gives the same numbers. */
export interface Random {
  /** In [0, 1). */
  next(): number;
}

/** The mulberry32 generator: 32 bits of state, ample for jitter and delays, nothing for keys. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next(): number {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
