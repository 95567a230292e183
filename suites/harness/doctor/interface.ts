import { header, type WireRequest, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import { connect } from './connect.ts';
import { error, type Finding } from './finding.ts';
import { olderInterface } from './unverified.ts';

/** Why an admitted client does not get what it asks for, as far as that is the set-up's fault. */
export async function interfaceFinding(
  session: Session,
  request: WireRequest,
  response: WireResponse,
  client: ClientIdentity,
): Promise<Finding | undefined> {
  const { target } = session;
  const { status, headers } = response;
  const type = typeOf(response);
  const what = `${request.method} ${request.path} answered ${status} (${type})`;
  if (status === 401 || status === 404 || status === 405) return unknownResource(session, client, what, type);
  if (status === 403)
    return error(
      'ADMIT_WITHOUT_EFFECT',
      `${what} to ${client.client.spiffeId}, ${target.timeouts.settle} ms after the control hook admitted it; does admit act on this endpoint?`,
    );
  if (status >= 300 && status < 400)
    return error(
      'ENDPOINT_REDIRECTS',
      `${what} and sends the client to ${header(headers, 'location') ?? 'nowhere'}; name the endpoint itself`,
    );
  if (status === 400 && aboutCertificates(response))
    return error(
      'CLIENT_REFUSED',
      `${what} and speaks of the certificate of ${client.client.spiffeId}; does the WFM trust the issuer of identity?`,
    );
  return status < 500 && isPage(type) ? webPage(what) : undefined;
}

async function unknownResource(
  session: Session,
  client: ClientIdentity,
  what: string,
  type: string,
): Promise<Finding | undefined> {
  const { target } = session;
  const elsewhere =
    (await olderInterface(new URL(target.endpoint.url), target.timeouts.request)) ??
    (await basePathFinding(session, client, what));
  if (elsewhere) return elsewhere;
  // An answer in the interface's own error format comes from a WFM, right or wrong.
  if (/^application\/problem\+json\b/i.test(type)) return undefined;
  return isPage(type)
    ? webPage(what)
    : error('NOT_A_WFM', `${what}; is this the endpoint of a WFM of revision ${target.revision}?`);
}

const typeOf = ({ headers }: WireResponse): string => header(headers, 'content-type') ?? 'no content type';

const isPage = (type: string): boolean => /^text\/html\b/i.test(type);

const webPage = (what: string): Finding =>
  error('NOT_A_WFM', `${what}; this is a web server, name the endpoint of the WFM`);

/** A proxy that ends TLS refuses a client with a page of its own. */
const aboutCertificates = ({ body }: WireResponse): boolean =>
  /\bcertificate\b/i.test(Buffer.from(body).toString('latin1', 0, 4096));

/** The same request at other usual places tells a wrong base path from a wrong server. */
async function basePathFinding(session: Session, identity: ClientIdentity, what: string): Promise<Finding | undefined> {
  const url = new URL(session.target.endpoint.url);
  const base = url.pathname.replace(/\/+$/, '');
  const others = new Set(['', base.replace(/\/api(\/v1)?$/, ''), '/margo', '/wfm'].filter((path) => path !== base));
  for (const path of others) {
    const client = connect(session, identity, new URL(`${url.origin}${path}/`));
    try {
      const { outcome } = await client.readDesiredState();
      if (outcome.kind === 'response' && outcome.response.status === 200 && !isPage(typeOf(outcome.response)))
        return error(
          'BASE_PATH',
          `${what}, but ${url.origin}${path}/api/v1/deployments answers 200; correct the path of the endpoint`,
        );
    } finally {
      await client.close();
    }
  }
  return undefined;
}
