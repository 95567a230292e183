import type { DetailedPeerCertificate } from 'node:tls';

/** The certificates of a peer in DER, leaf first; Node links each to its issuer and a root to itself. */
export function presentedChain(leaf: DetailedPeerCertificate): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  for (let at: DetailedPeerCertificate | undefined = leaf; at?.raw && !seen.has(at.fingerprint256); ) {
    seen.add(at.fingerprint256);
    chain.push(at.raw);
    at = at.issuerCertificate;
  }
  return chain;
}
