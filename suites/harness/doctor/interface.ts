import { header, type WireRequest, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { Session } from '../session/session.ts';
import { connect } from './connect.ts';
import type { DoctorClient } from './doctor-client.ts';
import { error, type Finding } from './finding.ts';
import { recogniseRevision } from './recognise/recognise-revision.ts';

/** Why an admitted client does not get what it asks for, as far as that is the set-up's fault. */
export async function interfaceFinding(
  session: Session,
  request: WireRequest,
  response: WireResponse,
  client: DoctorClient,
): Promise<Finding | undefined> {
  const { target } = session;
  const name = client.identity.client.spiffeId ?? client.identity.name;
  const { status, headers } = response;
  const type = typeOf(response);
  const what = `${request.method} ${request.path} answered ${status} (${type})`;
  if (status === 401 || status === 404 || status === 405) return unknownResource(session, client, what, type);
  if (status === 403)
    return error(
      'ADMIT_WITHOUT_EFFECT',
      `${what} to ${name}, ${target.timeouts.settle} ms after the control hook admitted it; does admit act on this endpoint?`,
    );
  if (status >= 300 && status < 400)
    return error(
      'ENDPOINT_REDIRECTS',
      `${what} and sends the client to ${header(headers, 'location') ?? 'nowhere'}; name the endpoint itself`,
    );
  if (status === 400 && aboutCertificates(response))
    return error(
      'CLIENT_REFUSED',
      `${what} and speaks of the certificate of ${name}; does the WFM trust the issuer of identity?`,
    );
  return status < 500 && isPage(type) ? webPage(what) : undefined;
}

async function unknownResource(
  session: Session,
  client: DoctorClient,
  what: string,
  type: string,
): Promise<Finding | undefined> {
  const { target } = session;
  const elsewhere = await basePathFinding(session, client, what);
  if (elsewhere) return elsewhere;
  // One that has taken the client in is a WFM, whatever it lacks.
  if (client.enrolment.kind === 'client-id') return undefined;
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
async function basePathFinding(
  session: Session,
  { identity, enrolment, revision }: DoctorClient,
  what: string,
): Promise<Finding | undefined> {
  if (revision.traits.desiredState !== 'manifest') return undefined;
  for (const other of otherBases(new URL(session.target.endpoint.url))) {
    const client = connect(session, identity, { endpoint: other, enrolment, revision });
    try {
      const { outcome } = await client.readDesiredState();
      if (outcome.kind === 'response' && outcome.response.status === 200 && !isPage(typeOf(outcome.response)))
        return wrongBase(what, `${other.href.replace(/\/$/, '')}${client.paths.deployments} answers 200`);
    } finally {
      await client.close();
    }
  }
  return undefined;
}

/** The same for one that nobody could be taken in by: what a stranger is shown tells. */
export async function strangersBasePath({ target }: Session, what: string): Promise<Finding | undefined> {
  for (const other of otherBases(new URL(target.endpoint.url)))
    if ((await recogniseRevision(other, target.timeouts.request)) === target.revision)
      return wrongBase(what, `${other.href} speaks ${target.revision}`);
  return undefined;
}

const wrongBase = (what: string, but: string): Finding =>
  error('BASE_PATH', `${what}, but ${but}; correct the path of the endpoint`);

function otherBases({ origin, pathname }: URL): readonly URL[] {
  const base = pathname.replace(/\/+$/, '');
  const others = new Set(['', base.replace(/\/api(\/v1)?$/, ''), '/margo', '/wfm']);
  others.delete(base);
  return Array.from(others, (path) => new URL(`${origin}${path}/`));
}
