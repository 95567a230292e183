import { header, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import type { TakenIn } from '../taking-in.ts';
import { failureFinding } from './failure-finding.ts';
import { error, type Finding, warning } from './finding.ts';
import { strangersBasePath } from './interface.ts';

/** Why a client that the operator has admitted is not taken in. */
export async function onboardingFinding(
  session: Session,
  identity: ClientIdentity,
  { exchange: { request, outcome }, answer }: TakenIn,
): Promise<Finding | undefined> {
  if (outcome.kind === 'failure') return failureFinding(session, identity, outcome.failure);
  const { target } = session;
  const { status } = outcome.response;
  const what = `${request.method} ${request.path} answered ${described(outcome.response)}`;
  if (status === 401 || status === 403)
    return error(
      'ONBOARDING_REFUSED',
      `${what} to ${identity.name}, ${target.timeouts.settle} ms after the control hook admitted it; ` +
        'does the WFM trust the issuer of identity, and does admit act on this endpoint?',
    );
  if (status >= 300 && status < 400)
    return error(
      'ENDPOINT_REDIRECTS',
      `${what} and sends the client to ${header(outcome.response.headers, 'location') ?? 'nowhere'}; name the endpoint itself`,
    );
  if (status === 404 || status === 405)
    return (
      (await strangersBasePath(session, what)) ??
      error(
        'NOT_A_WFM',
        `${what}, so nobody can be taken in; is this the endpoint of a WFM of revision ${target.revision}?`,
      )
    );
  const wrong = 'wrong' in answer ? answer.wrong : '';
  // One that takes the request up and answers wrongly, or falls over it, is for the checks to judge.
  if (status >= 500 || status < 300)
    return warning('ONBOARDING_FAILED', `${what}: ${wrong}; checks that need a client of the WFM are not evaluated`);
  return error(
    'ONBOARDING_FAILED',
    `${what} in every dialect of ${target.revision}: ${wrong}; see the WFM's log for what it misses`,
  );
}

const MAX_QUOTED = 200;

/** Status, media type, and the beginning of a body that is text. */
export function described({ status, headers, body }: WireResponse): string {
  const type = header(headers, 'content-type') ?? 'no content type';
  const text = Buffer.from(body).toString('utf8').replaceAll(/\s+/g, ' ').trim().slice(0, MAX_QUOTED);
  const quoted = /json|text\/plain/i.test(type) && status >= 400 && text !== '' ? `: ${text}` : '';
  return `${status} (${type}${quoted})`;
}
