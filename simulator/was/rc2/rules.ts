import type { KeyObject } from 'node:crypto';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { Realm } from '../identity/peer.ts';
import type { Registration, Stores } from '../storage/stores.ts';
import { certificatesIn, distrust } from './certificates.ts';
import { digestFault } from './digest.ts';
import { newClientId, register } from './registering.ts';
import { rootCertificate } from './root-certificate.ts';
import { type SignaturePolicy, signatureFault } from './signatures.ts';

/** How a client of 1.0.0-rc.2 is taken in, and what proves who sends a request (ONB-011 to ONB-013, SIG-003 to SIG-006). */
export interface EnrolmentRules {
  /** What anyone may read before there is trust. */
  readonly rootCertificate: (realm: Realm) => Answer;
  /** DER, leaf first, of what an onboarding request brings; empty where it is no certificate. */
  readonly certificatesIn: (text: string) => readonly Uint8Array[];
  /** Why a certificate is not accepted; undefined where it is. */
  readonly distrust: (chainDer: readonly Uint8Array[], realm: Realm, now: Date) => string | undefined;
  /** The client that a request is judged as: the one whose id is in the path (SIG-005). */
  readonly registrationOf: (clientId: string, request: ApiRequest, stores: Stores) => Registration | undefined;
  /** What is answered under an id that nobody was given (G-70). */
  readonly unknownClient: 401 | 403 | 404;
  readonly signaturePolicy: (policy: SignaturePolicy, request: ApiRequest) => SignaturePolicy;
  /** Why no signature of a request counts as one of this key; undefined where one does. */
  readonly signatureFault: (request: ApiRequest, key: KeyObject, policy: SignaturePolicy) => string | undefined;
  readonly digestFault: (request: ApiRequest) => string | undefined;
  /** Which of two faults a request is refused for (G-71). */
  readonly firstJudged: 'digest' | 'signature';
  /** Why a report does not fit what is known of its device (G-98); undefined where it does. */
  readonly reportFault: (existed: boolean, method: string) => 404 | 409 | undefined;
  /** Of URL-safe characters, and nobody else's. */
  readonly newClientId: () => string;
  /** The id of a client, which is given once. */
  readonly register: (newcomer: Omit<Registration, 'clientId'>, newId: () => string, stores: Stores) => string;
}

export const enrolmentRules: EnrolmentRules = {
  rootCertificate,
  certificatesIn,
  distrust,
  registrationOf: (clientId, _request, stores) => stores.registrations.find(clientId),
  unknownClient: 401,
  signaturePolicy: (policy) => policy,
  signatureFault,
  digestFault,
  firstJudged: 'digest',
  reportFault: () => undefined,
  newClientId,
  register,
};
