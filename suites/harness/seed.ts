import { createHash } from 'node:crypto';

/** A 31-bit seed for one purpose, derived from the run's seed: checks do not depend on the order they run in. */
export function deriveSeed(seed: number, purpose: string): number {
  return createHash('sha256').update(`${seed}/${purpose}`).digest().readUInt32BE(0) >>> 1;
}

/** Eight letters of a name's hash, for client ids that stay short. */
export const shortHash = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8);
