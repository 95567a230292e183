import { createHash } from 'node:crypto';

/** The digest under which a registry keeps bytes. */
export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
