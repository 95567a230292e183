import type { WireFailure } from '../../../simulator/protocol/exchange.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import { error, type Finding } from './finding.ts';
import { refusesHandshake } from './tls-contact.ts';

/** Why a request of an admitted client got no answer, as far as that is the set-up's fault. */
export async function failureFinding(
  { target, anchors, revision }: Session,
  { name, client, credential }: ClientIdentity,
  { code, message }: WireFailure,
): Promise<Finding | undefined> {
  const url = new URL(target.endpoint.url);
  if (code === 'TIMED_OUT')
    return error(
      'ENDPOINT_SILENT',
      `${url.host} shakes hands but does not answer requests (${message}); is the WFM behind it running?`,
    );
  if (code === 'CONNECTION_REFUSED')
    return error(
      'ENDPOINT_REFUSED',
      `${url.host} no longer accepts connections (${message}); is the WFM still running?`,
    );
  if (code !== 'CONNECTION_CLOSED' && code !== 'TLS_FAILED') return undefined;
  const presented = revision.traits.callerIdentity === 'mutual-tls' ? credential : null;
  // One that refuses the client does so before any request; one that goes away at a request is judged by the checks.
  if (!(await refusesHandshake(url, anchors, presented, target.timeouts.request))) return undefined;
  return error(
    'CLIENT_REFUSED',
    `the WFM refuses ${client.spiffeId ?? name} although the control hook admitted it (${code}: ${message}); does it trust the issuer of identity?`,
  );
}
