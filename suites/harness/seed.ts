import { createHash } from 'node:crypto';

/** A 31-bit seed for one purpose, derived from the run's seed: checks do not depend on the order they run in. */
export function deriveSeed(seed: number, purpose: string): number {
  return createHash('sha256').update(`${seed}/${purpose}`).digest().readUInt32BE(0) >>> 1;
}

/** Eight letters of a name's hash, for client ids that stay short. */
export const shortHash = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8);

/** A UUID (version 8, RFC 9562) made of a name's hash. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
