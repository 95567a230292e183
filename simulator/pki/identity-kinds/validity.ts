import { DAY, HOUR, type IdentityKind, leafKind } from './identity-kind.ts';

const requirements = ['IDN-011', 'TLS-004'];

/** Certificates outside their time, by far more than any clock skew tolerance (IDN-014). */
export const VALIDITY_KINDS: readonly IdentityKind[] = [
  leafKind(
    { kind: 'expired', expectation: 'refuse', requirements, describe: 'its validity ended an hour ago' },
    ({ clock }) => ({
      notBefore: new Date(clock().getTime() - DAY),
      notAfter: new Date(clock().getTime() - HOUR),
    }),
  ),
  leafKind(
    { kind: 'not-yet-valid', expectation: 'refuse', requirements, describe: 'its validity begins in an hour' },
    ({ clock }) => ({
      notBefore: new Date(clock().getTime() + HOUR),
      notAfter: new Date(clock().getTime() + DAY),
    }),
  ),
];
