import { certificateFacts } from '../../pki/certificate-facts.ts';
import { header, type ResourceName } from '../http/api-request.ts';
import type { Peer, Realm } from '../identity/peer.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';
import { resourceOf } from './exchanges.ts';

const FAR_FUTURE = new Date(8.64e15);

const intruders = new WeakSet<Peer>();

/** The peer that a lax WAS sees in a certificate: whatever stands in its first URI, or nobody in particular. */
function laxPeer(chainDer: readonly Uint8Array[], { trustDomain, wfmId }: Realm): Peer {
  const [leaf] = chainDer;
  const spiffeId =
    (leaf && certificateFacts(leaf).uriSans[0]) ?? `spiffe://${trustDomain}/margo/wfm/${wfmId}/client/anonymous`;
  const peer = { key: spiffeId, clientId: spiffeId.split('/').at(-1) ?? '', validUntil: FAR_FUTURE };
  intruders.add(peer);
  return peer;
}

type Laxity = (chainDer: readonly Uint8Array[], realm: Realm, reason: string) => boolean;

/** Lets in peers that are to be refused, past the accepted-client policy too, since no operator admits such an identity. */
const lettingIn = (lax: Laxity): Fault =>
  replacing((behaviour) => ({
    tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), rejectUnauthorized: false }),
    recognisePeer: (chainDer, realm, now) => {
      const recognition = behaviour.recognisePeer(chainDer, realm, now);
      return recognition.recognised || !lax(chainDer, realm, recognition.reason)
        ? recognition
        : { recognised: true, peer: laxPeer(chainDer, realm) };
    },
    remainsValid: (peer, now) => intruders.has(peer) || behaviour.remainsValid(peer, now),
    admits: (policy, peer, decision, request) =>
      intruders.has(peer) || behaviour.admits(policy, peer, decision, request),
  }));

const refusedFor = (...reasons: readonly string[]): Fault =>
  lettingIn((_chain, _realm, reason) => reasons.includes(reason));

/** As a fault that lets in intruders, but to one resource only. */
const lettingInTo = (resource: ResourceName, fault: Fault): Fault =>
  replacing((behaviour) => {
    const lax = { ...behaviour, ...fault(behaviour) };
    return {
      ...lax,
      admits: (policy, peer, decision, request) =>
        (!intruders.has(peer) || resourceOf(request) === resource) && lax.admits(policy, peer, decision, request),
    };
  });

/** Lets in an SVID that is valid and whose SPIFFE ID a careless comparison takes for a client's. */
const matching = (matches: (uri: string, realm: Realm) => boolean): Fault =>
  lettingIn(([leaf], realm, reason) => {
    const uri = leaf && certificateFacts(leaf).uriSans[0];
    return (
      uri !== undefined &&
      (reason.includes(' is no client of ') || reason === 'SVID_TRUST_DOMAIN' || reason === 'SVID_SPIFFE_ID_INVALID') &&
      matches(uri, realm)
    );
  });

/** Whether a certificate says that an anchor, or it itself, issued it. */
function namesAnchor(der: Uint8Array, anchorsPem: readonly string[]): boolean {
  const { issuer, subject } = certificateFacts(der);
  return issuer === subject || anchorsPem.some((anchor) => certificateFacts(anchor).subject === issuer);
}

const CLIENT_OF_ANY_WFM = /^spiffe:\/\/[^/]+\/margo\/wfm\/[^/]+\/client\/[^/]+$/;

const clientPrefix = ({ trustDomain, wfmId }: Realm): string => `spiffe://${trustDomain}/margo/wfm/${wfmId}/client/`;

export const PEER_DEFECTS: readonly Defect[] = [
  defect(
    'expired-svid-accepted',
    ['IDN-011', 'TLS-004', 'GEN-006'],
    'an expired client SVID is accepted',
    refusedFor('SVID_EXPIRED'),
  ),
  defect(
    'future-svid-accepted',
    ['IDN-011', 'TLS-004', 'GEN-006'],
    'a client SVID that is not valid yet is accepted',
    refusedFor('SVID_NOT_YET_VALID'),
  ),
  defect(
    'expired-intermediate-accepted',
    ['IDN-011', 'TLS-004'],
    'an expired intermediate certificate is accepted',
    refusedFor('CHAIN_EXPIRED', 'CHAIN_NOT_YET_VALID'),
  ),
  defect(
    'other-trust-domain-accepted',
    ['IDN-010', 'WIP-010', 'IDN-003', 'TLS-005'],
    'an SVID of another trust domain under the same CA is accepted',
    refusedFor('SVID_TRUST_DOMAIN'),
  ),
  defect(
    'other-wfm-id-accepted',
    ['WIP-010', 'GEN-006'],
    'a client of another WFM of the trust domain is accepted',
    matching(
      (uri, { trustDomain }) => uri.startsWith(`spiffe://${trustDomain}/margo/wfm/`) && CLIENT_OF_ANY_WFM.test(uri),
    ),
  ),
  defect(
    'svid-without-uri-accepted',
    ['IDN-012', 'IDN-010', 'TLS-005'],
    'a certificate without a URI SAN is accepted',
    refusedFor('SVID_NO_URI'),
  ),
  defect(
    'svid-with-two-uris-accepted',
    ['IDN-012'],
    'a certificate with two URI SANs is accepted by its first',
    refusedFor('SVID_SEVERAL_URIS'),
  ),
  defect(
    'non-spiffe-uri-accepted',
    ['IDN-012', 'TLS-005'],
    'a certificate whose URI has another scheme is accepted',
    matching((uri) => !uri.startsWith('spiffe:')),
  ),
  defect(
    'svid-without-path-accepted',
    ['IDN-012', 'WIP-010'],
    'the id of the trust domain itself is accepted',
    refusedFor('SVID_NO_PATH'),
  ),
  defect('ca-leaf-accepted', ['IDN-012'], 'a leaf with cA=true is accepted', refusedFor('SVID_IS_A_CA')),
  defect(
    'signing-leaf-accepted',
    ['IDN-012'],
    'a leaf with keyCertSign or cRLSign is accepted',
    refusedFor('SVID_KEY_USAGE'),
  ),
  defect(
    'foreign-anchor-accepted',
    ['IDN-011', 'TLS-004', 'GEN-006'],
    'a chain to an unknown CA is accepted',
    refusedFor('CHAIN_NO_ANCHOR'),
  ),
  defect(
    'client-certificate-optional',
    ['GEN-006', 'GEN-013', 'TLS-005'],
    'a client without any certificate is served',
    refusedFor('SVID_MISSING'),
  ),
  defect(
    'critical-extension-ignored',
    ['TLS-004'],
    'a certificate with an unknown critical extension is accepted',
    refusedFor('SVID_CRITICAL_EXTENSION', 'CHAIN_CRITICAL_EXTENSION'),
  ),
  defect(
    'leaf-as-intermediate-accepted',
    ['IDN-011', 'TLS-004'],
    'a chain through a certificate that is no CA is accepted',
    // Node links no certificate to one that is no CA, so that the path is not found rather than found wanting.
    lettingIn(
      ([leaf], { anchorsPem }, reason) =>
        reason === 'CHAIN_NOT_A_CA' ||
        (reason === 'CHAIN_NO_ANCHOR' && leaf !== undefined && !namesAnchor(leaf, anchorsPem)),
    ),
  ),
  defect(
    'missing-intermediate-completed',
    ['IDN-011'],
    'a chain without its intermediate is taken, as if that had been fetched',
    lettingIn(
      (chain, { anchorsPem }, reason) =>
        reason === 'CHAIN_NO_ANCHOR' && chain.length === 1 && chain.every((leaf) => !namesAnchor(leaf, anchorsPem)),
    ),
  ),
  defect(
    'path-length-ignored',
    ['TLS-004'],
    'a chain longer than its pathLength allows is accepted',
    refusedFor('CHAIN_PATH_LENGTH'),
  ),
  defect(
    'wfm-identity-accepted',
    ['WIP-010', 'GEN-006'],
    "the WFM's own SPIFFE ID is accepted as a client",
    matching((uri, { trustDomain, wfmId }) => uri === `spiffe://${trustDomain}/margo/wfm/${wfmId}`),
  ),
  defect(
    'identity-compared-without-case',
    ['WIP-010', 'WIP-006'],
    'SPIFFE IDs are compared without regard to case',
    matching(
      (uri, realm) =>
        uri.toLowerCase().startsWith(clientPrefix(realm).toLowerCase()) && !uri.startsWith(clientPrefix(realm)),
    ),
  ),
  defect(
    'identity-compared-by-prefix',
    ['WIP-010'],
    'a wfm-id that begins with ours is taken for ours',
    matching(
      (uri, { trustDomain, wfmId }) =>
        uri.startsWith(`spiffe://${trustDomain}/margo/wfm/${wfmId}`) && /\/client\/[^/]+$/.test(uri),
    ),
  ),
  defect(
    'identity-with-extra-segments-accepted',
    ['WIP-010', 'WIP-003'],
    'segments after the client id are ignored',
    matching(
      (uri, realm) => uri.startsWith(clientPrefix(realm)) && uri.slice(clientPrefix(realm).length).includes('/'),
    ),
  ),
  defect(
    'identity-percent-decoded',
    ['WIP-010', 'IDN-012'],
    'a percent-encoded SPIFFE ID is decoded before it is compared',
    matching((uri, realm) => uri.includes('%') && decodeURIComponent(uri).startsWith(clientPrefix(realm))),
  ),
  defect(
    'trust-domain-compared-by-suffix',
    ['IDN-010', 'WIP-010'],
    'a subdomain of the trust domain is taken for it',
    matching((uri, { trustDomain }) => new URL(uri).host.endsWith(`.${trustDomain}`)),
  ),
  defect(
    'trust-domain-compared-by-prefix',
    ['IDN-010', 'WIP-010', 'IDN-003', 'TLS-005'],
    'a trust domain that begins with ours is taken for ours',
    matching((uri, { trustDomain }) => uri.startsWith(`spiffe://${trustDomain}.`)),
  ),
  defect(
    'client-cert-header-instead-of-certificate',
    ['TLS-009'],
    'a caller without a certificate is served when a Client-Cert header has one',
    replacing((behaviour) => ({
      ...refusedFor('SVID_MISSING')(behaviour),
      admits: (policy, peer, decision, request) =>
        intruders.has(peer)
          ? header(request, 'client-cert') !== undefined
          : behaviour.admits(policy, peer, decision, request),
    })),
  ),
  defect(
    'reports-without-certificate',
    ['GEN-006', 'TLS-005'],
    'a caller without a certificate can report and remove devices, and nothing else',
    lettingInTo('capabilities', refusedFor('SVID_MISSING')),
  ),
  defect(
    'statuses-without-certificate',
    ['GEN-006', 'GEN-008'],
    'a caller without a certificate gets its status reports acknowledged',
    replacing((behaviour) => ({
      ...lettingInTo('status', refusedFor('SVID_MISSING'))(behaviour),
      exchange: (request, next) =>
        intruders.has(request.peer) && resourceOf(request) === 'status'
          ? Promise.resolve({ status: 200, headers: {} })
          : behaviour.exchange(request, next),
    })),
  ),
  defect(
    'reports-of-ended-svids-accepted',
    ['GEN-006'],
    'a client whose SVID has expired can report and remove devices, and nothing else',
    lettingInTo('capabilities', refusedFor('SVID_EXPIRED')),
  ),
  defect(
    'onboarding-without-certificate',
    ['GEN-013'],
    'a caller without a certificate can onboard as it could in an earlier revision',
    replacing((behaviour) => ({
      ...refusedFor('SVID_MISSING')(behaviour),
      admits: (policy, peer, decision, request) =>
        !intruders.has(peer) && behaviour.admits(policy, peer, decision, request),
      exchange: (request, next) =>
        intruders.has(request.peer) && request.path === '/api/v1/onboarding'
          ? Promise.resolve({ status: 201, headers: {}, body: Buffer.from('{"clientId":"legacy"}') })
          : behaviour.exchange(request, next),
    })),
  ),
  defect(
    'bearer-token-instead-of-certificate',
    ['GEN-013'],
    'a caller without a certificate is served when it has a bearer token',
    replacing((behaviour) => ({
      ...refusedFor('SVID_MISSING')(behaviour),
      admits: (policy, peer, decision, request) =>
        intruders.has(peer)
          ? header(request, 'authorization')?.startsWith('Bearer ') === true
          : behaviour.admits(policy, peer, decision, request),
    })),
  ),
  defect(
    'any-margo-identity-accepted',
    ['WIP-010'],
    'any SPIFFE ID of the trust domain below /margo/ is accepted',
    matching(
      (uri, { trustDomain, wfmId }) =>
        uri.startsWith(`spiffe://${trustDomain}/margo/`) &&
        !uri.startsWith(`spiffe://${trustDomain}/margo/wfm/${wfmId}/client/`),
    ),
  ),
  defect(
    'non-margo-identity-accepted',
    ['WIP-010'],
    'any SPIFFE ID of the trust domain outside /margo/ is accepted',
    matching(
      (uri, { trustDomain }) =>
        uri.startsWith(`spiffe://${trustDomain}/`) && !uri.startsWith(`spiffe://${trustDomain}/margo/`),
    ),
  ),
];
