import { certificateBlocks, certificateToPem, pemToDer } from '../../pki/pem.ts';
import type { Rc2Dialect } from '../../protocol/rc2/dialects.ts';
import type { Workshop } from '../desired-state/manifest.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { ANONYMOUS, type Identified, type Realm } from '../identity/peer.ts';
import type { WasOptions } from '../options.ts';
import { certificateOf, clientKeyOf } from './certificates.ts';
import { onboardingRequest } from './onboarding-request.ts';
import { POLICY, targetUriOf } from './signatures.ts';

export interface Guard extends Workshop {
  readonly realm: Realm;
  readonly dialect: Rc2Dialect;
  readonly options: Pick<WasOptions, 'signatureWindowSeconds'>;
}

type Claim = { readonly clientId: string; readonly chainDer: readonly Uint8Array[] } | { readonly refused: Answer };

/** The certificate that a request claims to be signed with: its own when it onboards, else that of the id in its path. */
function claimOf(request: ApiRequest, { behaviour, stores, dialect }: Guard): Claim {
  if (request.resource === 'onboarding') {
    const read = onboardingRequest(request, behaviour, dialect);
    return 'refused' in read ? read : { clientId: '', chainDer: read.chainDer };
  }
  const { clientId = '' } = request.params;
  const registration = behaviour.registrationOf(clientId, request, stores);
  return registration
    ? { clientId, chainDer: certificateBlocks(registration.certificate).map(pemToDer) }
    : {
        refused: behaviour.problem({
          reason: behaviour.unknownClient,
          detail: 'No client with this id was taken in',
          headers: { Connection: 'close' },
        }),
      };
}

/**
 * Says who a request is of, by its signature (SIG-004 to SIG-006): first whether the body is the one that was digested,
 * then whether the holder of the certificate signed it, then whether the certificate is still accepted.
 */
export function identify(request: ApiRequest, guard: Guard): Identified {
  const { behaviour, realm, options } = guard;
  const refuse = (refused: Answer): Identified => ({ peer: ANONYMOUS, refused });
  if (request.resource === 'root-certificate') return { peer: ANONYMOUS };
  const digest = behaviour.digestFault(request);
  const misdigested = (): Identified => refuse(behaviour.problem({ reason: 'invalid-request', detail: digest ?? '' }));
  if (digest !== undefined && behaviour.firstJudged === 'digest') return misdigested();
  const claim = claimOf(request, guard);
  if ('refused' in claim) return refuse(claim.refused);
  const [leafDer = new Uint8Array()] = claim.chainDer;
  const leaf = certificateOf(leafDer);
  const now = new Date();
  const policy = {
    ...POLICY,
    maxAgeSeconds: options.signatureWindowSeconds ?? POLICY.maxAgeSeconds,
    now: Math.floor(now.getTime() / 1000),
    targetUri: targetUriOf(request),
  };
  const fault = behaviour.signatureFault(request, leaf.publicKey, behaviour.signaturePolicy(policy, request));
  if (fault !== undefined) {
    const detail = `The signature was not accepted: ${fault}`;
    return refuse(behaviour.problem({ reason: 401, detail, headers: { Connection: 'close' } }));
  }
  if (digest !== undefined) return misdigested();
  const distrusted = behaviour.distrust(claim.chainDer, realm, now);
  if (distrusted !== undefined) return refuse(behaviour.problem({ reason: 'not-authorized', detail: distrusted }));
  return { peer: { key: clientKeyOf(leafDer), clientId: claim.clientId, validUntil: leaf.validToDate } };
}

/** As it is kept with a registration. */
export const chainPem = (chainDer: readonly Uint8Array[]): string => chainDer.map(certificateToPem).join('');
