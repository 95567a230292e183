import { X509Certificate } from 'node:crypto';
import { type CertificateIdentity, type DeviceIdentity, identityFromSvid } from '../../device/identity.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import type { RevisionTraits, TlsCredential } from '../../protocol/revision.ts';
import type { IdentityKindName } from '../identities/identity-kind-name.ts';
import type { IdentitySource } from '../identities/identity-source.ts';

/** Who a device is, as it knows it; nothing is parsed, and its credential is made when somebody wants it. */
export type IdentityOf = (device: number, kind?: IdentityKindName) => DeviceIdentity;

const SEGMENT = /^\/margo\/wfm\/([^/]+)$/;

/**
 * Parsing a certificate costs a hundred times what waking a device does. All of a fleet's are of one trust domain and one
 * WFM, so that those are read once; and a device whose certificate says something else still knows whom it belongs to.
 */
export function identityOf(source: IdentitySource, { callerIdentity }: RevisionTraits): IdentityOf {
  if (callerIdentity !== 'mutual-tls') return (device, kind) => new Certified(source, device, kind);
  let realm: { readonly trustDomain: string; readonly wfm: ReturnType<typeof clientSpiffeId>; readonly id: string };
  return (device, kind) => {
    realm ??= realmOf(source.credential(device));
    const { trustDomain, wfm, id } = realm;
    const clientId = source.clientId(device);
    return {
      kind: 'svid',
      name: clientId,
      trustDomain,
      clientId,
      spiffeId: clientSpiffeId(trustDomain, id, clientId),
      wfm,
      get credential() {
        return source.credential(device, kind);
      },
    };
  };
}

function realmOf(credential: TlsCredential): {
  readonly trustDomain: string;
  readonly wfm: ReturnType<typeof clientSpiffeId>;
  readonly id: string;
} {
  const { trustDomain, wfm } = identityFromSvid(credential);
  const [, id = ''] = SEGMENT.exec(new URL(wfm).pathname) ?? [];
  return { trustDomain, wfm, id };
}

class Certified implements CertificateIdentity {
  readonly kind = 'certificate';
  readonly name: string;
  readonly #credential: () => TlsCredential;

  constructor(source: IdentitySource, device: number, kind: IdentityKindName | undefined) {
    this.name = source.clientId(device);
    this.#credential = () => source.credential(device, kind);
  }

  get credential(): TlsCredential {
    return this.#credential();
  }

  get fingerprint(): string {
    return new X509Certificate(this.credential.chainPem).fingerprint256.replaceAll(':', '').toLowerCase();
  }
}
