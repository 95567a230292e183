import { type ApiRequest, header } from '../../http/api-request.ts';
import type { SignaturePolicy } from '../../rc2/signatures.ts';
import { type Defect, defect, type Fault, onlyIn, replacing } from '../defect.ts';

/** A fault of 1.0.0-rc.2. */
export const rc2 = (id: string, requirements: readonly string[], description: string, apply: Fault): Defect =>
  onlyIn(['1.0.0-rc.2'], defect(id, requirements, description, apply));

/** Judges signatures by a policy that was changed. */
export const judging = (change: (policy: SignaturePolicy, request: ApiRequest) => Partial<SignaturePolicy>): Fault =>
  replacing((behaviour) => ({
    signaturePolicy: (policy, request) => {
      const before = behaviour.signaturePolicy(policy, request);
      return { ...before, ...change(before, request) };
    },
  }));

/** Lets requests pass whatever their signature is. */
export const passing = (unjudged: (request: ApiRequest) => boolean): Fault =>
  replacing((behaviour) => ({
    signatureFault: (request, key, policy) =>
      unjudged(request) ? undefined : behaviour.signatureFault(request, key, policy),
  }));

/** Refuses requests whose signatures are written in a way that is legal. */
export const disliking = (dislikes: (input: string, request: ApiRequest) => boolean): Fault =>
  replacing((behaviour) => ({
    signatureFault: (request, key, policy) =>
      dislikes(inputOf(request), request) ? 'it is not understood' : behaviour.signatureFault(request, key, policy),
  }));

export const isOnboarding = ({ resource }: ApiRequest): boolean => resource === 'onboarding';

/** The value of Signature-Input; empty where there is none. */
export const inputOf = (request: ApiRequest): string => header(request, 'signature-input') ?? '';
