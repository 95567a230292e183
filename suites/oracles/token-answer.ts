import { header, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonObject, parseJsonBytes } from '../../simulator/protocol/json.ts';
import { all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';

/** RFC 6749, 5.1: a JSON object with the token and its type; `bearer` in any case (ONB-002). */
export function isBearerToken(answer: WireResponse): Judgement {
  if (answer.status !== 200) return broken('status 200 with a token', `status ${answer.status}`);
  const document = objectIn(answer);
  if (document === undefined) return broken('a token in a JSON object', 'a body that is none');
  const { access_token: token, token_type: type } = document;
  return all(
    judgeThat(typeof token === 'string' && token !== '', 'a text access_token', typeof token),
    // RFC 6750, 2.1: else it cannot stand in the field.
    judgeThat(
      typeof token !== 'string' || /^[A-Za-z0-9._~+/-]+=*$/.test(token),
      'an access_token of the characters that a bearer token has',
      'one with others',
    ),
    judgeThat(
      typeof type === 'string' && type.toLowerCase() === 'bearer',
      'token_type Bearer',
      `token_type ${JSON.stringify(type)}`,
    ),
  );
}

/** No token is handed out, whatever else the answer says (ONB-002). */
export function isNoToken(answer: WireResponse): Judgement {
  const given = objectIn(answer)?.['access_token'];
  return judgeThat(
    typeof given !== 'string' || given === '',
    'no access_token',
    `status ${answer.status} with an access_token`,
  );
}

/** RFC 6749, 5.1: no cache keeps a token (G-101). */
export function staysOutOfCaches({ headers }: WireResponse): Judgement {
  const value = header(headers, 'cache-control');
  return judgeThat(
    /(^|,)\s*no-store\s*(,|$)/i.test(value ?? ''),
    'Cache-Control: no-store in an answer with a token',
    value === undefined ? 'no Cache-Control' : `Cache-Control: ${value}`,
  );
}

/** The scopes that the answer says the token has (RFC 6749, 3.3); none where it does not say. */
export function scopesOf(answer: WireResponse): readonly string[] {
  const scope = objectIn(answer)?.['scope'];
  return typeof scope === 'string' ? [...new Set(scope.split(' ').filter((name) => name !== ''))] : [];
}

/** RFC 6749, 5.2: 400 or 401 with a JSON object that has the error's code (G-101). */
export function isTokenError(answer: WireResponse): Judgement {
  const { status } = answer;
  if (status !== 400 && status !== 401) return broken('status 400 or 401', `status ${status}`);
  const error = objectIn(answer)?.['error'];
  return typeof error === 'string' && error !== ''
    ? HOLDS
    : broken('a JSON object with a text error', 'a body that is none');
}

function objectIn({ body }: WireResponse): JsonObject | undefined {
  try {
    const document = parseJsonBytes(body);
    return isJsonObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
