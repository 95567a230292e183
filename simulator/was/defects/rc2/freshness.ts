import type { Defect } from '../defect.ts';
import { isOnboarding, judging, rc2 } from './signed-requests.ts';

const DAY_SECONDS = 24 * 3600;
const ALWAYS = Number.POSITIVE_INFINITY;

/** How old a signature may be. */
export const FRESHNESS_DEFECTS: readonly Defect[] = [
  rc2(
    'created-ignored',
    ['SIG-004'],
    'the times of a signature are not looked at',
    judging(() => ({ freshness: () => 'fresh' })),
  ),
  rc2(
    'old-signature-accepted',
    ['SIG-004'],
    'a signature of any age is accepted',
    judging(() => ({ maxAgeSeconds: ALWAYS })),
  ),
  rc2(
    'future-signature-accepted',
    ['SIG-004'],
    'a signature from any time to come is accepted',
    judging(() => ({ skewSeconds: ALWAYS })),
  ),
  rc2(
    'expired-signature-accepted',
    ['SIG-005'],
    'the time at which a signature expires is not looked at',
    judging(({ freshness }) => ({
      freshness: ({ expires: _passedOver, ...others }, now, window) => freshness(others, now, window),
    })),
  ),
  rc2(
    'signature-window-of-weeks',
    ['SIG-004'],
    'a signature may be thirty days old',
    judging(() => ({ maxAgeSeconds: 30 * DAY_SECONDS })),
  ),
  rc2(
    'signature-skew-of-a-day',
    ['SIG-004'],
    'a signature may be a day ahead',
    judging(() => ({ skewSeconds: DAY_SECONDS })),
  ),
  rc2(
    'created-not-demanded',
    ['SIG-004'],
    'a signature without a time of its making is accepted',
    judging(({ freshness, parameters: demanded }) => ({
      parameters: demanded.filter((name) => name !== 'created'),
      freshness: (parameters, ...time) => (parameters.created === undefined ? 'fresh' : freshness(parameters, ...time)),
    })),
  ),
  rc2(
    'old-signature-accepted-on-reads',
    ['SIG-004'],
    'GET is served for a signature of any age',
    judging((_policy, { method }) => (method === 'GET' ? { maxAgeSeconds: ALWAYS } : {})),
  ),
  rc2(
    'old-signature-accepted-on-writes',
    ['SIG-004'],
    'a report is taken with a signature of any age',
    judging((_policy, request) => (request.body.length > 0 && !isOnboarding(request) ? { maxAgeSeconds: ALWAYS } : {})),
  ),
  rc2(
    'old-onboarding-accepted',
    ['SIG-004', 'ONB-012'],
    'an onboarding request may have been signed at any time before',
    judging((_policy, request) => (isOnboarding(request) ? { maxAgeSeconds: ALWAYS } : {})),
  ),
  rc2(
    'expires-makes-fresh',
    ['SIG-004'],
    'a signature that says when it expires is accepted until then, however old it is',
    judging(({ freshness }) => ({
      freshness: (parameters, now, window) =>
        parameters.expires !== undefined && parameters.expires > now ? 'fresh' : freshness(parameters, now, window),
    })),
  ),
];
