import { createHash } from 'node:crypto';

/** `sha256:` and the hexadecimal SHA-256 of the bytes (DIG-001). */
export const sha256Digest = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
