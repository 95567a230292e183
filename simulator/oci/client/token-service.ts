import { OciError } from '../oci-error.ts';
import { parseHost, type RegistryHost } from '../reference.ts';
import { bodyOf, refusal } from './answers.ts';
import type { Challenge } from './challenge.ts';
import type { Deadline } from './deadline.ts';
import type { Credentials, Elsewhere } from './registry-client.ts';
import type { Transport } from './transport.ts';

export interface Token {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export interface TokenRequest {
  readonly registry: RegistryHost;
  readonly credentials: Credentials | undefined;
  /** The host that may be given the credentials besides the registry. */
  readonly tokenService: RegistryHost | undefined;
  readonly elsewhere: Elsewhere;
  readonly transport: Transport;
  readonly documentBytes: number;
}

/** Where a token says nothing of its life. */
const DEFAULT_SECONDS = 60;
const BEARER_TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

export const basic = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/**
 * A token for a scope, from the service that a Bearer challenge names.
 * @throws OciError CREDENTIAL_LEAK_REFUSED, REGISTRY_UNAUTHORIZED, REGISTRY_FORBIDDEN, REGISTRY_MALFORMED and those of the wire
 */
export async function requestToken(
  challenge: Challenge,
  scope: string,
  options: TokenRequest,
  deadline: Deadline,
): Promise<Token> {
  const { registry, credentials, transport, documentBytes } = options;
  const realm = realmOf(challenge, registry);
  const host = parseHost(realm.host);
  guard(host, options);
  const service = challenge.parameters.get('service');
  if (service !== undefined) realm.searchParams.set('service', service);
  realm.searchParams.set('scope', challenge.parameters.get('scope') ?? scope);
  const headers = { accept: 'application/json', ...(credentials && { authorization: basic(credentials) }) };
  const answer = await transport.send(host, { method: 'GET', url: realm, headers }, deadline);
  if (answer.statusCode !== 200) throw await refusal(answer, host, `a token for ${scope}`, deadline);
  return tokenOf(await bodyOf(answer, host, documentBytes, deadline), host);
}

function realmOf(challenge: Challenge, registry: RegistryHost): URL {
  const realm = URL.parse(challenge.parameters.get('realm') ?? '');
  if (realm?.protocol !== 'https:' || realm.username !== '' || realm.password !== '')
    throw new OciError('REGISTRY_MALFORMED', `${registry} names no token service at an https URL in its challenge`);
  return realm;
}

/** A registry may not have the credentials sent wherever it likes, nor this client talk to everybody. */
function guard(host: RegistryHost, { registry, credentials, tokenService, elsewhere }: TokenRequest): void {
  if (host === registry || host === tokenService) return;
  if (credentials)
    throw new OciError(
      'CREDENTIAL_LEAK_REFUSED',
      `${registry} asks for its credentials to be sent to ${host}; name that host as its token service if this is right`,
    );
  if (!elsewhere.mayContact(host))
    throw new OciError(
      'REGISTRY_REDIRECT_REFUSED',
      `${registry} leaves its tokens to ${host}, with which this client may not talk; allow that host`,
    );
}

function tokenOf(body: Uint8Array, host: RegistryHost): Token {
  const answer = jsonObject(body);
  const value = answer['token'] ?? answer['access_token'];
  if (typeof value !== 'string' || !BEARER_TOKEN.test(value))
    throw new OciError('REGISTRY_MALFORMED', `${host} answers without a token`);
  const seconds = answer['expires_in'];
  const life = typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_SECONDS;
  return { value, expires: Date.now() + life * 1000 };
}

function jsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof document === 'object' && document !== null ? Object.fromEntries(Object.entries(document)) : {};
  } catch {
    return {};
  }
}
