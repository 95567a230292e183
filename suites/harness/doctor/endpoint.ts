import { parseSpiffeId } from '../../../simulator/pki/spiffe-id.ts';
import type { Target } from '../target/target.ts';
import { error, type Finding } from './finding.ts';
import { olderInterface } from './older-interface.ts';
import { speaksPlainHttp, type TlsContact, tlsContact } from './tls-contact.ts';

/** Whether a WFM with the right identity listens where the target says; the first thing that is wrong is named. */
export async function endpointFinding(target: Target, anchors: string): Promise<Finding | undefined> {
  const url = new URL(target.endpoint.url);
  const contact = await tlsContact(url, anchors, null, target.timeouts.request);
  if (contact.kind === 'failed') return unreachable(contact, url, target);
  const older = contact.verified ? undefined : await olderInterface(url, target.timeouts.request);
  if (older) return older;
  return contact.verified ? identityFinding(contact.uriSans, target) : notAnchored(contact.why, url);
}

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
      `${url.host} speaks plain HTTP, not TLS; name the port on which the WFM does mutual TLS`,
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
    `the certificate that ${url.host} presents does not lead to identity.anchors (${why}); name the CA of the WFM's SVID`,
  );
}

/** Only a well-formed WFM identity that is another one is the set-up's fault; a missing or malformed one is judged by the checks. */
function identityFinding(uriSans: readonly string[], { identity }: Target): Finding | undefined {
  for (const uri of uriSans) {
    const [, wfmId] = /^spiffe:\/\/[^/]+\/margo\/wfm\/([^/]+)$/.exec(uri) ?? [];
    if (wfmId === undefined) continue;
    const { trustDomain } = parts(uri);
    if (trustDomain !== undefined && trustDomain !== identity.trustDomain)
      return error('SERVER_TRUST_DOMAIN', `the WFM presents ${uri}; identity.trustDomain says ${identity.trustDomain}`);
    if (wfmId !== identity.wfmId)
      return error('SERVER_WFM_ID', `the WFM presents ${uri}; identity.wfmId says ${identity.wfmId}`);
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
