import { createHash } from 'node:crypto';

/** `sha256:` and lower-case hex of exactly these bytes (DIG-001, DIG-002). */
export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
