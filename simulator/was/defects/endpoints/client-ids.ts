import { X509Certificate } from 'node:crypto';
import { POLICY, targetUriOf } from '../../rc2/signatures.ts';
import type { Registration } from '../../storage/stores.ts';
import { type Defect, type Fault, onlyIn, perInstance, replacing } from '../defect.ts';
import { recording } from '../records.ts';
import { acrossEndpoints, apart, firstOf } from './across.ts';

/** A registration is found wherever it was made, and its client is accepted there. */
const sharedClientIds: Fault = acrossEndpoints((own, all) => ({
  registrations: {
    find: (clientId) =>
      own.registrations.find(clientId) ?? firstOf(all().map(({ registrations }) => registrations.find(clientId))),
  },
  clients: {
    decision: (client) => {
      const taken = all().some(({ registrations }) => registrations.of(client) !== undefined);
      return own.clients.decision(client) ?? (taken ? 'admitted' : undefined);
    },
  },
}));

/** A client id that only another endpoint knows stands for whichever client of this one has signed. */
const strangeClientIds: Fault = perInstance(() => {
  const everyone = new Map<string, Registration>();
  const noting = recording(({ registrations }) => ({
    registrations: {
      put: (registration) => {
        everyone.set(registration.clientId, registration);
        registrations.put(registration);
      },
    },
  }));
  const finding = replacing((behaviour) => ({
    registrationOf: (clientId, request, stores) => {
      const own = behaviour.registrationOf(clientId, request, stores);
      if (own || !everyone.has(clientId)) return own;
      const policy = { ...POLICY, now: Math.floor(Date.now() / 1000), targetUri: targetUriOf(request) };
      const signed = ({ certificate }: Registration): boolean =>
        behaviour.signatureFault(request, new X509Certificate(certificate).publicKey, policy) === undefined;
      return Array.from(everyone.values()).find(
        (one) => stores.registrations.find(one.clientId) !== undefined && signed(one),
      );
    },
  }));
  return (behaviour) => finding(noting(behaviour));
});

/** Client ids of one endpoint that another serves. */
export const ENDPOINT_CLIENT_ID_DEFECTS: readonly Defect[] = [
  apart(
    'endpoints-share-client-ids',
    'the id that one endpoint has given out is served by every other, which takes in nobody but its own',
    sharedClientIds,
  ),
  apart(
    'client-ids-of-elsewhere-stand-for-the-signer',
    'a client is served under any id that another endpoint has given out',
    strangeClientIds,
  ),
].map((faulty) => onlyIn(['1.0.0-rc.2'], faulty));
