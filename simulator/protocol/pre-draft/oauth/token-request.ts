import type { HeaderList, WireRequest } from '../../exchange.ts';
import type { OAuthEnrolment } from '../../revision.ts';

/** How the client shows its id and secret (RFC 6749, 2.3.1). */
export type ClientAuthentication = 'basic' | 'body';

/** A request of RFC 6749, 4.4.2. */
export function tokenRequest(
  { clientId, clientSecret, tokenUrl }: OAuthEnrolment,
  authentication: ClientAuthentication,
): WireRequest {
  const { pathname, search } = new URL(tokenUrl);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  const headers: [string, string][] = [
    ['content-type', 'application/x-www-form-urlencoded'],
    ['accept', 'application/json'],
  ];
  if (authentication === 'basic') headers.push(['authorization', basic(clientId, clientSecret)]);
  else {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  const list: HeaderList = headers;
  return { method: 'POST', path: pathname + search, headers: list, body: Buffer.from(form.toString()) };
}

/** Both parts are form-encoded before they are joined, so that a colon in one of them separates nothing. */
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64')}`;

const formEncoded = (text: string): string => new URLSearchParams({ text }).toString().slice('text='.length);
