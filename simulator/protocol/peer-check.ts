import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import type { PeerVerifier } from './revision.ts';

/** `checkServerIdentity` of `node:tls`: the name that was dialled says nothing, the verifier everything. */
export const peerCheck =
  (verifyPeer: PeerVerifier | undefined) =>
  (_host: string, peer: PeerCertificate): Error | undefined =>
    verifyPeer && refusal(verifyPeer(presentedChain(peer)));

/** Node links each certificate to its issuer; the last one is its own. */
function presentedChain(leaf: PeerCertificate | DetailedPeerCertificate): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  for (let at: PeerCertificate | DetailedPeerCertificate | undefined = leaf; at && !chain.includes(at.raw); ) {
    chain.push(at.raw);
    at = 'issuerCertificate' in at ? at.issuerCertificate : undefined;
  }
  return chain;
}

const refusal = (objection: Error | undefined): Error | undefined =>
  objection && Object.assign(new Error(objection.message, { cause: objection }), { code: 'ERR_TLS_PEER_REFUSED' });
