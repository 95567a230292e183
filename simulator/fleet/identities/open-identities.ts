import { type Authority, createRoot } from '../../pki/authority.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import type { TlsCredential } from '../../protocol/revision.ts';
import { elements, toPem } from './der.ts';
import { type FastIssuer, fastIssuer } from './fast-issuer.ts';
import { FleetIdentityError } from './identity-error.ts';
import type { IdentityKindName } from './identity-kind-name.ts';
import { type IdentityPack, openPack, type Realm } from './identity-pack.ts';
import type { IdentitySource } from './identity-source.ts';
import { clientIdOf } from './issued-pack.ts';
import { derivedKey } from './key.ts';

/** What makes a kind what it is; all that is left out is as with the device's own. */
interface KindShape {
  readonly by?: 'nobody';
  /** Beginning and end, from now on, in milliseconds. */
  readonly validity?: readonly [from: number, to: number];
  readonly realm?: (realm: Realm) => Realm;
  readonly clientId?: (clientId: string) => string;
}

const HOUR = 3_600_000;
const CURRENT = [-HOUR / 12, 24 * HOUR] as const;

const KINDS: Readonly<Record<IdentityKindName, KindShape>> = {
  rotated: {},
  expired: { validity: [-24 * HOUR, -HOUR] },
  'not-yet-valid': { validity: [HOUR, 24 * HOUR] },
  'unknown-authority': { by: 'nobody' },
  'other-trust-domain': { realm: (realm) => ({ ...realm, trustDomain: `other.${realm.trustDomain}` }) },
  // Of a device that is not in the fleet: what it does must not mix with the records of one that is.
  'other-device': { clientId: (clientId) => `${clientId}-other` },
};

/**
 * The identities in a pack's bytes, those of a slice by the fleet's own numbers. Identities of other kinds are made when they
 * are asked for, each time with the same key; they need the issuer.
 * @throws FleetIdentityError FLEET_IDENTITIES_UNREADABLE
 */
export async function openIdentities(
  shared: SharedArrayBuffer | Uint8Array,
  issuer: Authority | null,
): Promise<IdentitySource> {
  const pack = openPack(shared);
  const { header } = pack;
  const issuers = issuer && {
    own: await fastIssuer(issuer),
    nobody: await fastIssuer(await createRoot({ name: 'An authority that nobody knows' })),
    chainPem: header.chainPem,
  };
  const clientId = (device: number): string => recordOf(pack, device).clientId || clientIdOf(header, device);
  return {
    size: header.devices,
    clientId,
    credential(device, kind) {
      const { pkcs8, chain } = recordOf(pack, device);
      if (kind === undefined) {
        const own = elements(chain).map(({ whole }) => toPem('CERTIFICATE', whole));
        return { chainPem: own.join('') + header.chainPem, keyPem: toPem('PRIVATE KEY', pkcs8) };
      }
      if (issuers === null || header.realm === null) throw impossible(kind);
      return made({ kind, issuers, realm: header.realm, clientId: clientId(device), pkcs8 });
    },
  };
}

function recordOf({ header: { slice }, record }: IdentityPack, device: number): ReturnType<IdentityPack['record']> {
  if (device % slice.of !== slice.index)
    throw new RangeError(`device ${device} is not in slice ${slice.index} of ${slice.of}`);
  return record(Math.floor(device / slice.of));
}

interface Issuers {
  readonly own: FastIssuer;
  readonly nobody: FastIssuer;
  readonly chainPem: string;
}

interface Wish {
  readonly kind: IdentityKindName;
  readonly issuers: Issuers;
  readonly realm: Realm;
  readonly clientId: string;
  readonly pkcs8: Buffer;
}

function made({ kind, issuers, realm, clientId, pkcs8 }: Wish): TlsCredential {
  const shape = KINDS[kind];
  const key = derivedKey(pkcs8, kind);
  const named = shape.realm?.(realm) ?? realm;
  const subject = shape.clientId?.(clientId) ?? clientId;
  const [from, to] = shape.validity ?? CURRENT;
  const now = Date.now();
  const leaf = issuers[shape.by ?? 'own']({
    key,
    spiffeId: clientSpiffeId(named.trustDomain, named.wfmId, subject),
    subject,
    notBefore: new Date(now + from),
    notAfter: new Date(now + to),
  });
  const above = shape.by === 'nobody' ? '' : issuers.chainPem;
  return { chainPem: toPem('CERTIFICATE', leaf) + above, keyPem: toPem('PRIVATE KEY', key.pkcs8) };
}

const impossible = (kind: IdentityKindName): FleetIdentityError =>
  new FleetIdentityError(
    'FLEET_IDENTITY_KIND_IMPOSSIBLE',
    `an identity of the kind ${kind} is made by the issuer, and none was lent; lend one (identity.issuer), or leave the life cycle out`,
  );
