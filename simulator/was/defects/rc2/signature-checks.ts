import type { Defect } from '../defect.ts';
import { replacing } from '../defect.ts';
import { inputOf, isOnboarding, judging, passing, rc2 } from './signed-requests.ts';

const UNVERIFIED = ['SIG-005', 'SIG-004', 'ONB-012', 'ONB-013'] as const;

/** Whether requests are verified at all, and what a signature has to cover. */
export const SIGNATURE_CHECK_DEFECTS: readonly Defect[] = [
  rc2(
    'signature-not-checked',
    UNVERIFIED,
    'no signature is looked at',
    passing(() => true),
  ),
  rc2(
    'signature-not-checked-without-body',
    ['SIG-005', 'SIG-004', 'ONB-013'],
    'requests without a body are served whatever their signature is',
    passing(({ body }) => body.length === 0),
  ),
  rc2(
    'signature-not-checked-on-reads',
    ['SIG-005', 'SIG-004', 'ONB-013'],
    'GET is served whatever the signature is',
    passing(({ method }) => method === 'GET'),
  ),
  rc2(
    'signature-not-checked-on-revalidation',
    ['SIG-005'],
    'who asks whether what it holds is current is answered whatever the signature is',
    passing(({ method, headers }) => method === 'GET' && headers['if-none-match'] !== undefined),
  ),
  rc2(
    'signature-not-checked-on-artifacts',
    ['SIG-005', 'SIG-004'],
    'bundles and deployments are served whatever the signature is',
    passing(({ resource }) => resource === 'bundle' || resource === 'deployment'),
  ),
  rc2(
    'signature-not-checked-on-removal',
    ['SIG-005', 'SIG-004'],
    'DELETE is done whatever the signature is',
    passing(({ method }) => method === 'DELETE'),
  ),
  rc2(
    'signature-not-checked-on-status',
    ['SIG-005', 'SIG-004'],
    'a status is taken whatever the signature is',
    passing(({ resource }) => resource === 'status'),
  ),
  rc2(
    'signature-checked-only-where-present',
    ['SIG-005', 'ONB-012'],
    'requests without Signature-Input are served',
    passing((request) => inputOf(request) === ''),
  ),
  rc2(
    'signature-value-not-compared',
    ['SIG-005', 'ONB-012', 'ONB-013'],
    'times and components of a signature are judged, its value is not',
    judging(() => ({ verify: () => ({ ok: true }) })),
  ),
  rc2(
    'method-need-not-be-covered',
    ['SIG-005'],
    'a signature that does not cover @method is accepted',
    judging(({ components }) => ({ components: components.filter((name) => name !== '@method') })),
  ),
  rc2(
    'target-uri-need-not-be-covered',
    ['SIG-005'],
    'a signature that does not cover @target-uri is accepted',
    judging(({ components }) => ({ components: components.filter((name) => name !== '@target-uri') })),
  ),
  rc2(
    'digest-need-not-be-covered',
    ['SIG-005'],
    'a signature that does not cover the Content-Digest of a body is accepted',
    judging(({ components }) => ({ components: components.filter((name) => name !== 'content-digest') })),
  ),
  rc2(
    'query-not-covered',
    ['SIG-005'],
    'a signature over the target without its query is accepted',
    judging(({ verify, targetUri }) => ({
      verify: (request, received, ...by) => {
        const whole = verify({ ...request, targetUri }, received, ...by);
        return whole.ok ? whole : verify({ ...request, targetUri: targetUri.replace(/\?.*$/, '') }, received, ...by);
      },
    })),
  ),
  rc2(
    'method-of-signature-not-compared',
    ['SIG-005'],
    'a signature that was made for another method is accepted',
    judging(({ verify }) => ({
      verify: (request, ...by) => {
        const verdicts = ['GET', 'PUT', 'POST', 'DELETE'].map((method) => verify({ ...request, method }, ...by));
        return verdicts.find(({ ok }) => ok) ?? verify(request, ...by);
      },
    })),
  ),
  rc2(
    'path-of-signature-not-compared',
    ['SIG-005'],
    "a signature that was made for the client's manifest is accepted for each of its resources",
    judging(({ verify, targetUri }) => ({
      verify: (request, ...by) => {
        const own = verify(request, ...by);
        const manifest = targetUri.replace(/(\/clients\/[^/]+)\/.*$/, '$1/deployments');
        return own.ok ? own : verify({ ...request, targetUri: manifest }, ...by);
      },
    })),
  ),
  rc2(
    'onboarding-signature-not-checked',
    ['ONB-012'],
    'an onboarding request need not be signed',
    passing(isOnboarding),
  ),
  rc2(
    'onboarding-signature-not-verified',
    ['ONB-012'],
    'an onboarding request may be signed with any key',
    judging((_policy, request) => (isOnboarding(request) ? { verify: () => ({ ok: true }) } : {})),
  ),
  rc2(
    'target-compared-in-small-letters',
    ['SIG-005'],
    'a signature that was made for the target in small letters is accepted',
    replacing((behaviour) => ({
      signatureFault: (request, key, policy) =>
        behaviour.signatureFault(request, key, policy) &&
        behaviour.signatureFault(request, key, { ...policy, targetUri: policy.targetUri.toLowerCase() }),
    })),
  ),
  rc2(
    'refused-request-is-processed',
    ['SIG-005'],
    'what is refused for its signature was done all the same',
    replacing((behaviour) => {
      const refused = new WeakMap<object, string>();
      return {
        signatureFault: (request, key, policy) => {
          const fault = behaviour.signatureFault(request, key, policy);
          if (fault === undefined || isOnboarding(request) || request.method === 'GET') return fault;
          refused.set(request.headers, fault);
          return undefined;
        },
        exchange: async (request, next) => {
          const answer = await behaviour.exchange(request, next);
          const fault = refused.get(request.headers);
          return fault === undefined
            ? answer
            : behaviour.problem({ reason: 401, detail: fault, headers: { Connection: 'close' } });
        },
      };
    }),
  ),
];
