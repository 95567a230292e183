import { createHash } from 'node:crypto';
import { DeviceError } from '../device-error.ts';

/** `sha256:` and the hash of decoded body bytes, nothing re-serialised (DIG-001, DIG-002). */
export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** @throws DeviceError DIGEST_MISMATCH (DIG-003) */
export function verifyDigest(bytes: Uint8Array, expected: string, what: string): void {
  const actual = digestOf(bytes);
  if (actual !== expected)
    throw new DeviceError(
      'DIGEST_MISMATCH',
      `${what} has ${actual}, the manifest says ${expected}; former state is kept`,
    );
}
