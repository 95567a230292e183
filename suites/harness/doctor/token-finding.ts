import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import type { Enrolment } from '../../../simulator/protocol/revision.ts';
import { error, type Finding, warning } from './finding.ts';
import { described } from './onboarding-finding.ts';

/** Whether an exchange is one with the token endpoint, which stands for a call that could not be authenticated. */
export const isTokenExchange = ({ origin, request }: Exchange, enrolment: Enrolment): boolean =>
  enrolment.kind === 'oauth' && URL.parse(request.path, origin)?.href === new URL(enrolment.tokenUrl).href;

/** Why an enrolled client gets no token (ONB-002). `own` where the target file names the client and not the WFM. */
export function tokenFinding({ origin, request, outcome }: Exchange, own: boolean): Finding | undefined {
  const url = origin + request.path;
  const correct = own
    ? 'correct identity.oauth.tokenUrl'
    : 'onboarding handed it out; does it lead to the token endpoint from this machine?';
  if (outcome.kind === 'failure') {
    const { code, message } = outcome.failure;
    if (code === 'MALFORMED_RESPONSE' || code === 'BODY_TOO_LARGE' || code === 'ABORTED') return undefined;
    return error('TOKEN_URL', `the token URL ${url} gives no answer (${code}: ${message}); ${correct}`);
  }
  const { response } = outcome;
  const { status } = response;
  const what = `the token URL ${url} answered ${described(response)}`;
  if (status === 400 || status === 401 || status === 403) {
    const message = `${what}; ${own ? 'correct identity.oauth.clientId and clientSecret' : 'it does not take what onboarding handed out'}`;
    return own ? error('TOKEN_REFUSED', message) : warning('TOKEN_REFUSED', message);
  }
  return status < 500 && status !== 429 ? error('TOKEN_URL', `${what}; ${correct}`) : undefined;
}
