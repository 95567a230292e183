import type { Refusal } from '../../pki/refusal.ts';
import { matchClientId } from '../../pki/spiffe-id.ts';
import { type ValidSvid, validateSvidLeaf } from '../../pki/validate-svid.ts';
import { validateKnownSvid } from './known-chains.ts';
import type { Peer, Realm, Recognition } from './peer.ts';

/**
 * Recognises the peer of a handshake (WIP-010): a valid X.509-SVID of our own trust domain whose SPIFFE ID has exactly
 * the form of a client of this WFM. `chainDer` is what was presented, leaf first.
 */
export function recognisePeer(chainDer: readonly Uint8Array[], realm: Realm, now: Date): Recognition {
  return recognise(validateKnownSvid(chainDer, realm, now), realm);
}

/** As {@link recognisePeer}, of the leaf that a proxy passes on after it has validated the chain. */
export function recogniseProxiedPeer(chainDer: readonly Uint8Array[], realm: Realm, now: Date): Recognition {
  const [leaf] = chainDer;
  return leaf
    ? recognise(validateSvidLeaf(leaf, { trustDomain: realm.trustDomain, now }), realm)
    : { recognised: false, reason: 'SVID_MISSING' };
}

function recognise(svid: ValidSvid | Refusal, realm: Realm): Recognition {
  if ('refused' in svid) return { recognised: false, reason: svid.refused };
  const clientId = matchClientId(svid.spiffeId, realm);
  if (clientId === undefined) return { recognised: false, reason: `${svid.spiffeId} is no client of ${realm.wfmId}` };
  return { recognised: true, peer: { key: svid.spiffeId, clientId, validUntil: svid.notAfter } };
}

/** Checked again for each request, because a connection may be older than the end of its SVID. */
export const remainsValid = (peer: Peer, now: Date): boolean => now <= peer.validUntil;
