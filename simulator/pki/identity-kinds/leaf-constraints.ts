import { type IdentityKind, leafKind } from './identity-kind.ts';

// Under the arc for examples in documentation: no validator can know it.
const UNKNOWN_EXTENSION = '2.999.1';
const ASN1_NULL = new Uint8Array([0x05, 0x00]);

/** Certificates that claim more than a leaf may. */
export const LEAF_CONSTRAINT_KINDS: readonly IdentityKind[] = [
  leafKind({ kind: 'ca-leaf', expectation: 'refuse', requirements: ['IDN-012'], describe: 'it says cA=true' }, () => ({
    ca: true,
  })),
  leafKind(
    {
      kind: 'keycertsign-leaf',
      expectation: 'refuse',
      requirements: ['IDN-012'],
      describe: 'its key usage includes keyCertSign',
    },
    () => ({ keyUsages: ['digitalSignature', 'keyCertSign'] }),
  ),
  leafKind(
    {
      kind: 'crlsign-leaf',
      expectation: 'refuse',
      requirements: ['IDN-012'],
      describe: 'its key usage includes cRLSign',
    },
    () => ({ keyUsages: ['digitalSignature', 'cRLSign'] }),
  ),
  leafKind(
    {
      kind: 'critical-unknown-extension',
      expectation: 'refuse',
      requirements: ['TLS-004'],
      describe: 'it has a critical extension that nobody knows, which RFC 5280 obliges to refuse',
    },
    () => ({ extensions: [{ oid: UNKNOWN_EXTENSION, critical: true, value: ASN1_NULL }] }),
  ),
  leafKind(
    {
      kind: 'uncritical-unknown-extension',
      expectation: 'accept',
      requirements: ['TLS-004'],
      describe: 'it has an extension that nobody knows and that is not critical',
    },
    () => ({ extensions: [{ oid: UNKNOWN_EXTENSION, critical: false, value: ASN1_NULL }] }),
  ),
];
