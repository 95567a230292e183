import { X509Certificate } from 'node:crypto';
import { certificateFacts } from '../pki/certificate-facts.ts';
import { clientSpiffeId, parseSpiffeId, type SpiffeId, wfmId } from '../pki/spiffe-id.ts';
import { validateSvid } from '../pki/validate-svid.ts';
import type { RevisionTraits, TlsCredential } from '../protocol/revision.ts';
import { DeviceError } from './device-error.ts';

/** Who a client is: all of it in its SVID, or a certificate to which the WFM binds what it hands out at onboarding. */
export type DeviceIdentity = SvidIdentity | CertificateIdentity;

/** Who a client is and whom it may talk to; all of it comes from its own SVID, none from configuration (WIP-011). */
export interface SvidIdentity {
  readonly kind: 'svid';
  /** In transcripts: the client id. */
  readonly name: string;
  readonly trustDomain: string;
  readonly clientId: string;
  readonly spiffeId: SpiffeId;
  /** The only WFM that this client accepts. */
  readonly wfm: SpiffeId;
  readonly credential: TlsCredential;
}

/** The WFM is known by the anchors that were delivered beforehand (ONB-010). */
export interface CertificateIdentity {
  readonly kind: 'certificate';
  /** In transcripts: the common name, or the fingerprint where there is none. */
  readonly name: string;
  /** SHA-256 of the leaf, hexadecimal. */
  readonly fingerprint: string;
  readonly credential: TlsCredential;
}

const CLIENT_PATH = /^\/margo\/wfm\/([^/]+)\/client\/([^/]+)$/;

/** The identity that a revision asks for. @throws DeviceError IDENTITY_INVALID; PkiError where it is no certificate */
export const identityFrom = (credential: TlsCredential, { callerIdentity }: RevisionTraits): DeviceIdentity =>
  callerIdentity === 'mutual-tls' ? identityFromSvid(credential) : identityFromCertificate(credential);

/**
 * Reads the identity out of a client SVID (WIP-002).
 * @throws DeviceError IDENTITY_INVALID where the leaf is no client SVID; PkiError where it is no certificate
 */
export function identityFromSvid(credential: TlsCredential): SvidIdentity {
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
    kind: 'svid',
    name: client,
    trustDomain,
    clientId: client,
    spiffeId: clientSpiffeId(trustDomain, wfm, client),
    wfm: wfmId(trustDomain, wfm),
    credential,
  };
}

function identityFromCertificate(credential: TlsCredential): CertificateIdentity {
  const { subject } = certificateFacts(credential.chainPem);
  const fingerprint = new X509Certificate(credential.chainPem).fingerprint256.replaceAll(':', '').toLowerCase();
  const commonName = /(?:^|,\s*)CN=([^,+]+)/.exec(subject)?.[1]?.trim();
  return { kind: 'certificate', name: commonName ?? fingerprint, fingerprint, credential };
}

/**
 * What a renewed credential has to be for the client to stay the same: any certificate where the WFM binds it anew.
 * @throws DeviceError IDENTITY_CHANGED
 */
export function refuseOtherClient(former: DeviceIdentity, renewed: DeviceIdentity): void {
  if (former.kind === 'svid' && renewed.kind === 'svid' && former.spiffeId !== renewed.spiffeId)
    throw new DeviceError('IDENTITY_CHANGED', `${renewed.spiffeId} is not ${former.spiffeId}; make a new device`);
}

/** Judges the WFM's certificate: a valid SVID (IDN-010 to IDN-012) of exactly the WFM that the client belongs to. */
export function wfmVerifier(
  identity: SvidIdentity,
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
