import { type IdentityKind, leafKind } from './identity-kind.ts';

const optional = { expectation: 'either', requirements: ['IDN-006'] } as const;

/** Certificates that are sound but for the strength or kind of a key or signature. */
export const KEY_KINDS: readonly IdentityKind[] = [
  leafKind(
    { kind: 'p256', expectation: 'accept', requirements: ['IDN-005'], describe: 'its key is ECDSA P-256' },
    () => ({ algorithm: 'P-256' }),
  ),
  leafKind({ ...optional, kind: 'p384', describe: 'its key is ECDSA P-384' }, () => ({ algorithm: 'P-384' })),
  leafKind({ ...optional, kind: 'ed25519', describe: 'its key is Ed25519' }, () => ({ algorithm: 'Ed25519' })),
  leafKind({ ...optional, kind: 'rsa-3072', describe: 'its key is RSA of 3072 bits' }, () => ({
    algorithm: 'RSA-3072',
  })),
  // The profile lists RSA from 3072 bits on as an option; it does not say that a shorter one must be refused.
  leafKind({ ...optional, kind: 'rsa-2048', describe: 'its key is RSA of 2048 bits' }, () => ({
    algorithm: 'RSA-2048',
  })),
  leafKind(
    { kind: 'weak-rsa', expectation: 'refuse', requirements: ['IDN-006'], describe: 'its key is RSA of 1024 bits' },
    () => ({ algorithm: 'RSA-1024' }),
    { needsLowSecurityLevel: true },
  ),
];
