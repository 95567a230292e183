import type { Answer } from '../../http/answer.ts';
import { type ApiRequest, header } from '../../http/api-request.ts';
import { digestOfSecret, type Enrolment } from '../enrolments.ts';
import { jsonAnswer } from '../json-error.ts';
import type { PreDraftSite } from '../site.ts';

/** The errors of RFC 6749, section 5.2, that can come. */
type TokenErrorCode = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

const refusal = (error: TokenErrorCode, detail: string, challenge = false): Answer =>
  jsonAnswer(
    error === 'invalid_client' ? 401 : 400,
    { error, error_description: detail },
    { ...NO_STORE, ...(challenge && { 'WWW-Authenticate': 'Basic realm="token"' }) },
  );

/** `POST /oauth/token`: the client credentials grant (RFC 6749, section 4.4; ONB-002). */
export function postToken(request: ApiRequest, site: PreDraftSite): Answer {
  const { behaviour, enrolments, tokenSeconds } = site;
  const { preDraft } = behaviour;
  const form = readForm(request);
  if (form === undefined) return refusal('invalid_request', 'the body has to be a form, with no parameter twice');
  const credentials = credentialsOf(request, form);
  if (credentials === 'twice') return refusal('invalid_request', 'the client authenticates in two ways at once');
  const enrolment = credentials && proven(credentials, request, site);
  if (!enrolment)
    return refusal(
      'invalid_client',
      'the client id and the secret do not belong together',
      credentials?.by === 'header',
    );
  const grantType = form.get('grant_type');
  if (grantType === undefined) return refusal('invalid_request', 'grant_type is missing');
  if (!preDraft.grants(grantType)) return refusal('unsupported_grant_type', 'only client_credentials is granted');
  const scope = preDraft.grantedScope(form.get('scope'));
  if (scope === undefined) return refusal('invalid_scope', 'the scopes are capabilities and status');
  const { client, generation } = enrolment;
  const value = preDraft.newSecret('access-token', client);
  enrolments.putToken({
    digest: digestOfSecret(value),
    client,
    generation,
    scope,
    expires: Date.now() + tokenSeconds * 1000,
  });
  return jsonAnswer(200, preDraft.tokenAnswer({ value, scope, seconds: tokenSeconds }), preDraft.tokenHeaders);
}

type Form = ReadonlyMap<string, string>;

/** Parameters without a value count as left out, those that come twice make the request invalid (section 3.2). */
function readForm({ headers, body }: ApiRequest): Form | undefined {
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined;
  const given = Array.from(new URLSearchParams(body.toString('utf8'))).filter(([, value]) => value !== '');
  return new Set(given.map(([name]) => name)).size === given.length ? new Map(given) : undefined;
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
  readonly by: 'header' | 'body';
}

/** HTTP Basic, or both in the body (section 2.3.1). */
function credentialsOf(request: ApiRequest, form: Form): Credentials | 'twice' | undefined {
  const basic = basicOf(header(request, 'authorization'));
  const [id, secret] = [form.get('client_id'), form.get('client_secret')];
  if (basic && secret !== undefined) return 'twice';
  if (basic) return id === undefined || id === basic.id ? basic : 'twice';
  return id === undefined || secret === undefined ? undefined : { id, secret, by: 'body' };
}

/** Both parts are form-encoded before they are joined (section 2.3.1). */
function basicOf(value: string | undefined): Credentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(value ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return undefined;
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)), by: 'header' };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function proven({ id, secret }: Credentials, request: ApiRequest, site: PreDraftSite): Enrolment | undefined {
  const { behaviour, enrolments, stores, policy } = site;
  const enrolment = enrolments.byClientId(id);
  if (!enrolment || !behaviour.preDraft.provesClient(enrolment, secret)) return undefined;
  const peer = { key: enrolment.client, clientId: id, validUntil: new Date() };
  return behaviour.admits(policy, peer, stores.clients.decision(enrolment.client), request) ? enrolment : undefined;
}
