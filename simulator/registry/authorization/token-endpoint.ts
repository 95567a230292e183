import { refuse } from '../api/errors.ts';
import { type Answer, json } from '../http/answer.ts';
import type { RegistryRequest } from '../http/request.ts';
import { FORM_BYTES } from '../limits.ts';
import { type Account, type Authorization, allowed, type Grant, grantsOf } from './authorization.ts';
import { accountFor, credentialsOf } from './credentials.ts';
import { parseScopes, scopeText } from './scope.ts';
import type { TokenMint } from './tokens.ts';

type Bearer = Extract<Authorization, { readonly mode: 'bearer' }>;

/** Whoever asks for a token: an account, nobody in particular, or somebody who claims to be who he is not. */
type Asker = Account | 'nobody' | 'stranger';

const LIFE_SECONDS = 300;

/**
 * Hands out tokens in both forms that clients use: GET with a basic authorization, and the POST of OAuth 2.0 with a
 * password. A token carries what was asked for and the asker may have, which may be nothing at all.
 */
export async function answerTokenRequest(
  request: RegistryRequest,
  authorization: Bearer,
  mint: TokenMint,
  now: number,
): Promise<Answer> {
  switch (request.method) {
    case 'HEAD':
    case 'GET':
      return issue(askerOf(request, authorization), request.query.getAll('scope'), authorization, mint, now);
    case 'POST': {
      const body = await request.read(FORM_BYTES);
      if (body.kind !== 'whole') return refuse('SIZE_INVALID', 'the form is too long or ended early');
      const form = new URLSearchParams(Buffer.from(body.bytes).toString('utf8'));
      if (form.get('grant_type') !== 'password') return json(400, { error: 'unsupported_grant_type' });
      const account = accountFor(authorization.accounts, form.get('username') ?? '', form.get('password') ?? '');
      return issue(account ?? 'stranger', form.getAll('scope'), authorization, mint, now);
    }
    default:
      return refuse('UNSUPPORTED', 'tokens are had with GET or POST', { Allow: 'GET, HEAD, POST' });
  }
}

function askerOf({ headers }: RegistryRequest, { accounts }: Bearer): Asker {
  const credentials = credentialsOf(headers.authorization);
  if (credentials.scheme === 'none') return 'nobody';
  if (credentials.scheme !== 'basic') return 'stranger';
  return accountFor(accounts, credentials.name, credentials.password) ?? 'stranger';
}

function rightsOf(asker: Asker, { anonymous }: Bearer): readonly Grant[] | undefined {
  if (asker === 'stranger') return undefined;
  return asker === 'nobody' ? anonymous : grantsOf(asker);
}

function issue(asker: Asker, scopes: readonly string[], authorization: Bearer, mint: TokenMint, now: number): Answer {
  const rights = rightsOf(asker, authorization);
  if (rights === undefined || asker === 'stranger') return refuse('UNAUTHORIZED', 'no account has these credentials');
  const access = parseScopes(scopes)
    .map((wanted) => ({ repository: wanted.repository, actions: allowed(rights, wanted) }))
    .filter(({ actions }) => actions.length > 0);
  const life = authorization.lifeSeconds ?? LIFE_SECONDS;
  const account = asker === 'nobody' ? '' : asker.name;
  const token = mint.issue({ account, access, expires: now + life * 1000 });
  return json(
    200,
    {
      token,
      access_token: token,
      token_type: 'Bearer',
      scope: access.map(scopeText).join(' '),
      expires_in: life,
      issued_at: new Date(now).toISOString(),
    },
    { 'Cache-Control': 'no-store' },
  );
}
