import { X509Certificate } from 'node:crypto';
import { clientKeyOf } from '../../rc2/certificates.ts';
import type { Registration } from '../../storage/stores.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { recording } from '../records.ts';
import { isOnboarding, rc2 } from './signed-requests.ts';

type Leaf = X509Certificate;

/** Trusts also the certificates that it is told. */
const trusting = (trusts: (leaf: Leaf, anchors: readonly Leaf[], now: Date) => boolean): Fault =>
  replacing((behaviour) => ({
    distrust: (chainDer, realm, now) => {
      const [leaf] = chainDer;
      const anchors = realm.anchorsPem.map((pem) => new X509Certificate(pem));
      return leaf && trusts(new X509Certificate(leaf), anchors, now)
        ? undefined
        : behaviour.distrust(chainDer, realm, now);
    },
  }));

const leadsTo = (leaf: Leaf, anchors: readonly Leaf[]): boolean =>
  anchors.some((anchor) => leaf.checkIssued(anchor) && leaf.verify(anchor.publicKey));

const isSelfSigned = (leaf: Leaf): boolean => leaf.checkIssued(leaf) && leaf.verify(leaf.publicKey);

/** Serves retired clients where it is told. */
const servingRetired = (serves: (request: { readonly method: string; readonly resource: string }) => boolean): Fault =>
  replacing((behaviour) => ({
    admits: (policy, peer, decision, request) =>
      (decision === 'retired' && serves(request)) || behaviour.admits(policy, peer, decision, request),
  }));

/** Trust is judged once, when a client is taken in. */
const trustOnce: Fault = replacing((behaviour) => {
  const taken = new Set<string>();
  return {
    distrust: (chainDer, realm, now) => {
      const [leaf = new Uint8Array()] = chainDer;
      const fault = taken.has(clientKeyOf(leaf)) ? undefined : behaviour.distrust(chainDer, realm, now);
      if (fault === undefined) taken.add(clientKeyOf(leaf));
      return fault;
    },
  };
});

/** Each onboarding gives another id; all of them open, and only the latest is closed by the operator. */
const retiringLatestId: Fault = perInstance(() => {
  const registrations = new Map<string, Registration>();
  const latest = new Map<string, string>();
  return replacing((behaviour) => ({
    register: (newcomer, newId, stores) => {
      const clientId = newId();
      stores.registrations.put({ ...newcomer, clientId });
      registrations.set(clientId, { ...newcomer, clientId });
      latest.set(newcomer.client, clientId);
      return clientId;
    },
    registrationOf: (clientId, request, stores) =>
      behaviour.registrationOf(clientId, request, stores) ?? registrations.get(clientId),
    admits: (policy, peer, decision, request) =>
      (decision === 'retired' && !isOnboarding(request) && latest.get(peer.key) !== peer.clientId) ||
      behaviour.admits(policy, peer, decision, request),
  }));
});

/** Which certificates are accepted, when a client is taken in (ONB-013) and later (SIG-006). */
export const CERTIFICATE_DEFECTS: readonly Defect[] = [
  rc2(
    'expired-certificate-taken-in',
    ['ONB-013', 'SIG-006'],
    'a certificate that has expired is trusted',
    trusting((leaf, anchors, now) => leaf.validToDate < now && leadsTo(leaf, anchors)),
  ),
  rc2(
    'early-certificate-taken-in',
    ['ONB-013', 'SIG-006'],
    'a certificate that is not valid yet is trusted',
    trusting((leaf, anchors, now) => leaf.validFromDate > now && leadsTo(leaf, anchors)),
  ),
  rc2(
    'foreign-certificate-taken-in',
    ['ONB-013', 'SIG-006'],
    'the certificate of any authority is trusted',
    trusting((leaf, _anchors, now) => leaf.validFromDate <= now && now <= leaf.validToDate && !isSelfSigned(leaf)),
  ),
  rc2(
    'self-signed-certificate-taken-in',
    ['ONB-013', 'SIG-006'],
    'a certificate that signed itself is trusted',
    trusting(isSelfSigned),
  ),
  rc2(
    'issuer-compared-by-name',
    ['ONB-013', 'SIG-006'],
    'a certificate is trusted when its issuer has the name of a trusted authority',
    trusting((leaf, anchors) => anchors.some(({ subject }) => subject === leaf.issuer)),
  ),
  rc2('certificate-judged-once', ['SIG-006'], 'after it was taken in, a certificate may expire', trustOnce),
  rc2(
    'retired-client-served',
    ['SIG-006'],
    'a client that was retired is served as before',
    servingRetired(({ resource }) => resource !== 'onboarding'),
  ),
  rc2(
    'retired-client-served-under-former-id',
    ['SIG-006'],
    'of a client that has onboarded twice and was retired only the latest id is refused',
    retiringLatestId,
  ),
  rc2(
    'retired-client-reads',
    ['SIG-006'],
    'a client that was retired can still read',
    servingRetired(({ method }) => method === 'GET'),
  ),
  rc2(
    'retired-certificate-removes-devices',
    ['SIG-006'],
    'a client that was retired can still take back its devices',
    servingRetired(({ method }) => method === 'DELETE'),
  ),
  rc2(
    'retired-client-reports-status',
    ['SIG-006'],
    'a client that was retired can still report statuses',
    servingRetired(({ resource }) => resource === 'status'),
  ),
  rc2(
    'retired-client-taken-in-again',
    ['ONB-013'],
    'a client that was retired is taken in again',
    servingRetired(({ resource }) => resource === 'onboarding'),
  ),
  rc2(
    'onboarding-readmits',
    ['ONB-013', 'SIG-006'],
    'by onboarding once more a client that was retired is accepted as before',
    perInstance(() => (behaviour) => {
      const back = new Set<string>();
      return {
        ...behaviour,
        admits: (policy, peer, decision, request) => {
          if (decision === 'retired' && isOnboarding(request)) back.add(peer.key);
          return (decision === 'retired' && back.has(peer.key)) || behaviour.admits(policy, peer, decision, request);
        },
      };
    }),
  ),
  rc2(
    'retirement-forgotten-on-restart',
    ['SIG-006', 'USR-005'],
    'after a restart a client that was retired is served again',
    perInstance(() => {
      let opened = 0;
      return recording(({ clients }) => {
        opened += 1;
        const restarted = opened > 1;
        const decided = new Set<string>();
        return {
          clients: {
            decide: (client, decision) => {
              decided.add(client);
              clients.decide(client, decision);
            },
            decision: (client) =>
              restarted && !decided.has(client) && clients.decision(client) === 'retired'
                ? 'admitted'
                : clients.decision(client),
          },
        };
      });
    }),
  ),
];
