import { certificateFacts } from '../pki/certificate-facts.ts';
import { clientSpiffeId, parseSpiffeId, type SpiffeId, wfmId } from '../pki/spiffe-id.ts';
import { validateSvid } from '../pki/validate-svid.ts';
import type { TlsCredential } from '../protocol/revision.ts';
import { DeviceError } from './device-error.ts';

/** Who a client is and whom it may talk to; all of it comes from its own SVID, none from configuration (WIP-011). */
export interface DeviceIdentity {
  readonly trustDomain: string;
  readonly clientId: string;
  readonly spiffeId: SpiffeId;
  /** The only WFM that this client accepts. */
  readonly wfm: SpiffeId;
  readonly credential: TlsCredential;
}

const CLIENT_PATH = /^\/margo\/wfm\/([^/]+)\/client\/([^/]+)$/;

/**
 * Reads the identity out of a client SVID (WIP-002).
 * @throws DeviceError IDENTITY_INVALID where the leaf is no client SVID; PkiError where it is no certificate
 */
export function identityFromSvid(credential: TlsCredential): DeviceIdentity {
  const { uriSans } = certificateFacts(credential.chainPem);
  const [uri, second] = uriSans;
  if (uri === undefined || second !== undefined)
    throw new DeviceError(
      'IDENTITY_INVALID',
      `the certificate has ${uriSans.length} URI names; issue one with exactly one`,
    );
  const { trustDomain, path } = parseSpiffeId(uri);
  const [, wfm, client] = CLIENT_PATH.exec(path) ?? [];
  if (wfm === undefined || client === undefined)
    throw new DeviceError('IDENTITY_INVALID', `${uri} is no client of a WFM; issue …/margo/wfm/<wfm>/client/<client>`);
  return {
    trustDomain,
    clientId: client,
    spiffeId: clientSpiffeId(trustDomain, wfm, client),
    wfm: wfmId(trustDomain, wfm),
    credential,
  };
}

/** Judges the WFM's certificate: a valid SVID (IDN-010 to IDN-012) of exactly the WFM that the client belongs to. */
export function wfmVerifier(
  identity: DeviceIdentity,
  anchors: readonly string[],
  now: () => number,
): (chainDer: readonly Uint8Array[]) => DeviceError | undefined {
  return (chainDer) => {
    const verdict = validateSvid(chainDer, {
      anchors,
      trustDomain: identity.trustDomain,
      now: new Date(now()),
    });
    if ('refused' in verdict) return new DeviceError(verdict.refused, verdict.message);
    if (verdict.spiffeId !== identity.wfm)
      return new DeviceError(
        'WFM_NOT_EXPECTED',
        `the peer is ${verdict.spiffeId}, this client belongs to ${identity.wfm}`,
      );
    return undefined;
  };
}
