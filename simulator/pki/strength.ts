import type { CertificateFacts, PublicKeyFacts } from './certificate-facts.ts';

// IDN-005 and IDN-006 name these for SVIDs. Of the CAs above, the profile asks nothing beyond RFC 9325's 2048 bits.
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1']);
const RSA_BITS = { leaf: 3072, authority: 2048 } as const;
const HASHES: ReadonlySet<string> = new Set(['SHA-256', 'SHA-384', 'SHA-512']);

/** Whether a key is of a kind and size that the profile allows for its place in the chain. */
export function isStrongKey({ type, curve, bits }: PublicKeyFacts, place: keyof typeof RSA_BITS): boolean {
  if (type === 'rsa' || type === 'rsa-pss') return (bits ?? 0) >= RSA_BITS[place];
  return type === 'ed25519' || (type === 'ec' && CURVES.has(curve ?? ''));
}

/** Whether the certificate is signed with a hash that still resists collisions. */
export function isStronglySigned({ signature }: CertificateFacts): boolean {
  return signature.algorithm === 'Ed25519' || HASHES.has(signature.hash ?? '');
}
