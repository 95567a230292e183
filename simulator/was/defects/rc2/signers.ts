import { X509Certificate } from 'node:crypto';
import type { ApiRequest } from '../../http/api-request.ts';
import type { Registration } from '../../storage/stores.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { recording } from '../records.ts';
import { inputOf, rc2 } from './signed-requests.ts';

/** Everyone that was taken in since the WAS was started. */
class Everyone {
  readonly #registrations = new Map<string, Registration>();
  readonly noting: Fault = recording(({ registrations }) => ({
    registrations: {
      put: (registration) => {
        this.#registrations.set(registration.clientId, registration);
        registrations.put(registration);
      },
    },
  }));

  get all(): readonly Registration[] {
    return Array.from(this.#registrations.values());
  }

  /** The one whose id is the keyid of a signature. */
  byKeyid(request: ApiRequest): Registration | undefined {
    const id = /;\s*keyid="([^"]*)"/.exec(inputOf(request))?.[1];
    return id === undefined ? undefined : this.#registrations.get(id);
  }
}

const keyOf = ({ certificate }: Registration) => new X509Certificate(certificate).publicKey;

/** Accepts also the signatures of others, those whom it is told. */
const accepting = (others: (everyone: Everyone, request: ApiRequest) => readonly Registration[]): Fault =>
  perInstance(() => {
    const everyone = new Everyone();
    const verifying = replacing((behaviour) => ({
      signatureFault: (request, key, policy) => {
        const fault = behaviour.signatureFault(request, key, policy);
        if (fault === undefined || request.params['clientId'] === undefined) return fault;
        const verifies = (other: Registration) => behaviour.signatureFault(request, keyOf(other), policy) === undefined;
        return others(everyone, request).some(verifies) ? undefined : fault;
      },
    }));
    return (behaviour) => verifying(everyone.noting(behaviour));
  });

/** The registration that a request is judged by is found in another way. */
const foundBy = (
  find: (everyone: Everyone, request: ApiRequest, own: Registration | undefined) => Registration | undefined,
): Fault =>
  perInstance(() => {
    const everyone = new Everyone();
    const finding = replacing((behaviour) => ({
      registrationOf: (clientId, request, stores) =>
        find(everyone, request, behaviour.registrationOf(clientId, request, stores)),
    }));
    return (behaviour) => finding(everyone.noting(behaviour));
  });

/** Whose key a signature has to be of (SIG-005). */
export const SIGNER_DEFECTS: readonly Defect[] = [
  rc2(
    'any-clients-key-accepted',
    ['SIG-005', 'ONB-013', 'USR-016'],
    'what one client has signed is accepted for every other',
    accepting((everyone) => everyone.all),
  ),
  rc2(
    'any-clients-key-accepted-for-reads',
    ['SIG-005', 'ONB-013', 'USR-016'],
    'a client can read what is there for every other',
    accepting((everyone, { method }) => (method === 'GET' ? everyone.all : [])),
  ),
  rc2(
    'any-clients-key-accepted-for-status',
    ['SIG-005', 'ONB-013', 'USR-016'],
    'a client can report statuses in the name of every other',
    accepting((everyone, { resource }) => (resource === 'status' ? everyone.all : [])),
  ),
  rc2(
    'keyid-chooses-the-key',
    ['SIG-005', 'ONB-013', 'USR-016'],
    'a signature is verified by the key of the client that its keyid names, whatever the path says',
    accepting((everyone, request) => [everyone.byKeyid(request)].filter((found) => found !== undefined)),
  ),
  rc2(
    'keyid-chooses-the-client',
    ['SIG-005', 'ONB-013', 'USR-016'],
    'the client is the one that the keyid names, under every path',
    foundBy((everyone, request, own) => everyone.byKeyid(request) ?? own),
  ),
  rc2(
    'last-onboarded-key-accepted',
    ['SIG-005', 'ONB-013', 'USR-016'],
    'until the next one is taken in, the last client can act for every other',
    accepting((everyone) => everyone.all.slice(-1)),
  ),
  rc2(
    'client-id-without-case',
    ['ONB-013', 'SIG-005'],
    'a client id is found whatever the case of its letters',
    foundBy((everyone, request, own) => {
      const { clientId = '' } = request.params;
      return own ?? everyone.all.find((one) => one.clientId.toLowerCase() === clientId.toLowerCase());
    }),
  ),
  rc2(
    'client-id-by-prefix',
    ['ONB-013', 'SIG-005'],
    'a client id is found by how it begins',
    foundBy((everyone, request, own) => {
      const { clientId = '' } = request.params;
      return own ?? everyone.all.find((one) => clientId.startsWith(one.clientId));
    }),
  ),
];
