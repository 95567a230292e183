import { createHash } from 'node:crypto';

/** The key of a deployment: the same run assigns the same one, another run another (UUID version 8, RFC 9562). */
export function orderKey(nonce: string, device: number, deployment: number): string {
  const bytes = createHash('sha256').update(`waspect fleet ${nonce} ${device} ${deployment}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
