import { OciError } from '../oci-error.ts';
import { parseHost, type RegistryHost } from '../reference.ts';
import { discard, field } from './answers.ts';
import type { Deadline } from './deadline.ts';
import type { Elsewhere } from './registry-client.ts';
import type { Answer, Outgoing, Transport } from './transport.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface Followed {
  readonly answer: Answer;
  /** Who gave it. */
  readonly host: RegistryHost;
}

export interface Follow {
  readonly transport: Transport;
  readonly elsewhere: Elsewhere;
  readonly redirects: number;
}

/**
 * Sends a GET or HEAD to a registry and goes where it points to, over https only. `authorization` is shown to the registry
 * itself; from the first step to another host on it is left off for good.
 * @throws OciError REGISTRY_REDIRECT_REFUSED and those of the wire
 */
export async function follow(
  registry: RegistryHost,
  outgoing: Outgoing,
  authorization: string | null,
  { transport, elsewhere, redirects }: Follow,
  deadline: Deadline,
): Promise<Followed> {
  let at = { host: registry, url: outgoing.url, authorization };
  for (let step = 0; step <= redirects; step++) {
    const { authorization: shown, host, url } = at;
    const headers = { ...outgoing.headers, ...(shown !== null && { authorization: shown }) };
    const answer = await transport.send(host, { ...outgoing, url, headers }, deadline);
    if (!REDIRECTS.has(answer.statusCode)) return { answer, host };
    const next = target(answer, url);
    await discard(answer);
    if (next.host !== registry && !elsewhere.mayContact(next.host))
      throw refused(
        registry,
        `to ${next.host}, with which this client may not talk; allow that host or have the registry serve its content itself`,
      );
    at = { ...next, authorization: next.host === host ? shown : null };
  }
  throw refused(registry, `more than ${redirects} times`);
}

/** @throws OciError REGISTRY_REDIRECT_REFUSED */
function target(answer: Answer, from: URL): { readonly host: RegistryHost; readonly url: URL } {
  const location = field(answer, 'location');
  const url = location === null ? null : URL.parse(location, from.href);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw refused(from.host, 'to something that is no plain https URL');
  url.hash = '';
  return { host: parseHost(url.host), url };
}

const refused = (host: string, where: string): OciError =>
  new OciError('REGISTRY_REDIRECT_REFUSED', `${host} redirects ${where}`);
