import type { Answer } from '../../http/answer.ts';
import { type ApiRequest, header } from '../../http/api-request.ts';
import { ANONYMOUS, type Identified } from '../../identity/peer.ts';
import type { PreDraftSite } from '../site.ts';
import { clientKeyOf, SCOPES, type Scope } from '../words.ts';

const NEVER = new Date(8.64e15);

const isScope = (name: string): name is Scope => SCOPES.some((scope) => scope === name);

/** Who sends a request below `/device`: its bearer token says (ONB-002), and the signature of its payload (ONB-004). */
export function identify(request: ApiRequest, site: PreDraftSite): Identified {
  if (!isScope(request.resource)) return { peer: ANONYMOUS };
  const { behaviour, enrolments } = site;
  const { preDraft, problem } = behaviour;
  const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  const token = bearer === undefined ? undefined : enrolments.token(bearer);
  const holder = token && enrolments.of(token.client);
  const valid = token && holder && preDraft.tokenIsValid(token, holder, new Date()) ? holder : undefined;
  const enrolment = valid ?? preDraft.withoutToken(request, bearer);
  if (enrolment === undefined) {
    const known = bearer === undefined ? undefined : 'invalid_token';
    return { peer: ANONYMOUS, refused: challenge(site, 'The token is missing, unknown or has expired', known) };
  }
  const peer = { key: enrolment.client, clientId: enrolment.clientId, validUntil: NEVER };
  if (token && !preDraft.scopeSuffices(token.scope, request.resource)) {
    const headers = { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${request.resource}"` };
    return { peer, refused: problem({ reason: 403, detail: `The token is not for ${request.resource}`, headers }) };
  }
  const { deviceId = '' } = request.params;
  if (!preDraft.mayReport(enrolment.client, enrolments.of(clientKeyOf(deviceId))?.client))
    return { peer, refused: problem({ reason: 403, detail: 'The device is that of another client' }) };
  const fault = preDraft.signatureFault(request, enrolment);
  return fault === undefined ? { peer } : { peer, refused: problem({ reason: 401, detail: fault }) };
}

/** RFC 6750, section 3: a request without a token is told nothing more. */
function challenge({ behaviour }: PreDraftSite, detail: string, error?: string): Answer {
  const headers = { 'WWW-Authenticate': `Bearer realm="margo"${error === undefined ? '' : `, error="${error}"`}` };
  return behaviour.problem({ reason: 401, detail, headers });
}
