import { header, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { ManagementClient } from '../../../simulator/protocol/revision.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import { error, type Finding, warning } from './finding.ts';
import { olderInterface } from './older-interface.ts';

const MAX_SKEW_MS = 30_000;

/** Why the desired state of an admitted client cannot be had, as far as that is the set-up's fault. */
export async function interfaceFinding(
  session: Session,
  response: WireResponse,
  client: ClientIdentity,
): Promise<Finding | undefined> {
  const { target } = session;
  const url = new URL(target.endpoint.url);
  const type = header(response.headers, 'content-type') ?? 'no content type';
  const what = `GET ${url.pathname.replace(/\/+$/, '')}/api/v1/deployments answered ${response.status} (${type})`;
  if (response.status === 401 || response.status === 404 || response.status === 405) {
    const older = await olderInterface(url, target.timeouts.request);
    return (
      older ??
      (await basePathFinding(session, client, what)) ??
      error('NOT_A_WFM', `${what}; is this the endpoint of a WFM of revision ${target.revision}?`)
    );
  }
  if (response.status === 403)
    return error(
      'ADMIT_WITHOUT_EFFECT',
      `${what} to ${client.client.spiffeId}, ${target.timeouts.settle} ms after the control hook admitted it; does admit act on this endpoint?`,
    );
  if (response.status >= 300 && response.status < 400)
    return error(
      'ENDPOINT_REDIRECTS',
      `${what} and sends the client to ${header(response.headers, 'location') ?? 'nowhere'}; name the endpoint itself`,
    );
  if (/^text\/html\b/i.test(type))
    return error('NOT_A_WFM', `${what}; this is a web page, name the endpoint of the WFM`);
  return undefined;
}

/** The same request at other usual places tells a wrong base path from a wrong server. */
async function basePathFinding(session: Session, identity: ClientIdentity, what: string): Promise<Finding | undefined> {
  const url = new URL(session.target.endpoint.url);
  const base = url.pathname.replace(/\/+$/, '');
  const others = new Set(['', base.replace(/\/api(\/v1)?$/, ''), '/margo', '/wfm'].filter((path) => path !== base));
  for (const path of others) {
    const client = connect(session, identity, new URL(`${url.origin}${path}/`));
    try {
      const { outcome } = await client.readDesiredState();
      if (outcome.kind === 'response' && outcome.response.status === 200)
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

export const connect = (session: Session, identity: ClientIdentity, endpoint: URL): ManagementClient =>
  session.revision.connect({
    endpoint,
    credential: identity.credential,
    anchors: session.anchors,
    actor: identity.client.id,
    limits: { requestMs: session.target.timeouts.request, maxBodyBytes: 4 * 1024 * 1024 },
  });

/** A clock that is off makes good SVIDs look expired or not yet valid. */
export function clockFinding(response: WireResponse, now: number): Finding | undefined {
  const date = Date.parse(header(response.headers, 'date') ?? '');
  if (Number.isNaN(date) || Math.abs(now - date) <= MAX_SKEW_MS) return undefined;
  const seconds = Math.round((date - now) / 1000);
  return warning(
    'CLOCK_SKEW',
    `the WFM's clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead'}; identities may look expired or not yet valid to it`,
  );
}
