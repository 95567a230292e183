import type { WireResponse } from '../../exchange.ts';
import { isJsonObject, type JsonObject, parseJsonBytes } from '../../json.ts';
import { member } from '../../json-members.ts';

export interface AccessToken {
  readonly value: string;
  /** Undefined where the server does not say how long it lasts. */
  readonly lifetimeSeconds: number | undefined;
}

/** The token of a successful answer (RFC 6749, 5.1), or what is wrong with it. */
export function readTokenAnswer({ body }: WireResponse): AccessToken | { readonly wrong: string } {
  const document = objectIn(body);
  if (!document) return { wrong: 'the body is no JSON object' };
  const value = member(document, 'access_token');
  // RFC 6749, 7.1: a client does not use a token whose type it does not understand.
  const type = member(document, 'token_type');
  if (typeof value !== 'string' || value === '') return { wrong: 'the body has no text access_token' };
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer')
    return { wrong: 'the token is not said to be a bearer token (token_type)' };
  const lifetime = Number(member(document, 'expires_in') ?? Number.NaN);
  return { value, lifetimeSeconds: Number.isFinite(lifetime) ? lifetime : undefined };
}

/** RFC 6749, 5.2; some servers answer 400 where the header was not understood. */
export const isInvalidClient = ({ status, body }: WireResponse): boolean =>
  (status === 401 || status === 400) && member(objectIn(body) ?? {}, 'error') === 'invalid_client';

function objectIn(body: Uint8Array): JsonObject | undefined {
  try {
    const document = parseJsonBytes(body);
    return isJsonObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
