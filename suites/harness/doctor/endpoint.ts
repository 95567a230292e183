import { parseSpiffeId } from '../../../simulator/pki/spiffe-id.ts';
import type { TlsCredential } from '../../../simulator/protocol/revision.ts';
import type { Target } from '../target/target.ts';
import { error, type Finding } from './finding.ts';
import { webServer } from './recognise/web-server.ts';
import { speaksPlainHttp, type TlsContact, tlsContact } from './tls-contact.ts';

/**
 * Whether a WFM with the right identity listens where the target says; the first thing that is wrong is named. Without a
 * credential nothing is found of a server that wants one in the handshake.
 */
export async function endpointFinding(
  target: Target,
  anchors: string,
  credential: TlsCredential | null,
): Promise<Finding | undefined> {
  const url = new URL(target.endpoint.url);
  const { request } = target.timeouts;
  const contact = await tlsContact(url, anchors, credential, request);
  if (contact.kind === 'failed') return refusesClient(contact.code) ? undefined : unreachable(contact, url, target);
  if (contact.verified) return identityFinding(contact.uriSans, target);
  return (await webServer(url, request)) ?? notAnchored(contact.why, url);
}

/** A TLS alert about the client's certificate comes from a peer that does speak TLS. */
const refusesClient = (code: string): boolean =>
  /^ERR_SSL_.*ALERT_(HANDSHAKE_FAILURE|.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)$/.test(code);

const REFUSED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);
const UNKNOWN_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);

async function unreachable(
  { code, message }: Extract<TlsContact, { kind: 'failed' }>,
  url: URL,
  target: Target,
): Promise<Finding> {
  if (REFUSED.has(code) || code === 'AggregateError')
    return error(
      'ENDPOINT_REFUSED',
      `nothing listens at ${url.host} (${message}); start the WFM, or correct endpoints.${target.endpoint.name}`,
    );
  if (UNKNOWN_NAME.has(code))
    return error(
      'ENDPOINT_NAME',
      `the name ${url.hostname} cannot be resolved (${message}); correct endpoints.${target.endpoint.name}`,
    );
  if (await speaksPlainHttp(url, target.timeouts.request))
    return error(
      'ENDPOINT_PLAIN_HTTP',
      `${url.host} speaks plain HTTP, not TLS; name the port on which the WFM does TLS`,
    );
  if (code === 'ETIMEDOUT')
    return error(
      'ENDPOINT_TIMED_OUT',
      `${url.host} gave no answer within ${target.timeouts.request} ms; is a firewall in between?`,
    );
  return error(
    'ENDPOINT_NO_TLS',
    `${url.host} accepts connections but no TLS handshake (${code}: ${message}); is it the right port?`,
  );
}

function notAnchored(why: string, url: URL): Finding {
  if (why === 'CERT_HAS_EXPIRED' || why === 'CERT_NOT_YET_VALID')
    return error(
      'SERVER_CERTIFICATE_TIME',
      `the certificate that ${url.host} presents is outside its validity (${why}); renew it, and compare the clocks`,
    );
  return error(
    'SERVER_NOT_ANCHORED',
    `the certificate that ${url.host} presents does not lead to identity.anchors (${why}); name the CA of the WFM's certificate`,
  );
}

/** Only a well-formed WFM identity that is another one is the set-up's fault; a missing or malformed one is judged by the checks. */
function identityFinding(uriSans: readonly string[], { identity: { spiffe } }: Target): Finding | undefined {
  if (!spiffe) return undefined;
  for (const uri of uriSans) {
    const [, wfmId] = /^spiffe:\/\/[^/]+\/margo\/wfm\/([^/]+)$/.exec(uri) ?? [];
    if (wfmId === undefined) continue;
    const { trustDomain } = parts(uri);
    if (trustDomain !== undefined && trustDomain !== spiffe.trustDomain)
      return error(
        'SERVER_TRUST_DOMAIN',
        `the WFM presents ${uri}; identity.trustDomain says ${spiffe.trustDomain}; correct the one that is wrong`,
      );
    if (wfmId !== spiffe.wfmId)
      return error(
        'SERVER_WFM_ID',
        `the WFM presents ${uri}; identity.wfmId says ${spiffe.wfmId}; correct the one that is wrong`,
      );
  }
  return undefined;
}

function parts(uri: string): { readonly trustDomain?: string } {
  try {
    return parseSpiffeId(uri);
  } catch {
    return {};
  }
}
