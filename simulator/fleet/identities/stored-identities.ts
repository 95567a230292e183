import type { Authority } from '../../pki/authority.ts';
import { FleetIdentityError } from './identity-error.ts';
import type { IdentityPack, Realm } from './identity-pack.ts';
import { fingerprint, issuedPack } from './issued-pack.ts';
import { freshKey, readKey } from './key.ts';
import { readPack, writePack } from './pack-file.ts';

export interface StoredOptions {
  readonly file: string;
  readonly devices: number;
  /** Null: the revision knows its clients otherwise. */
  readonly realm: Realm | null;
  /** Until when they have to be valid, in milliseconds since the epoch. */
  readonly until: number;
  /** Renews what ends too early; null: nobody can. */
  readonly issuer: Authority | null;
}

/**
 * The identities that `waspect pki fleet` prepared, with the client ids that they were prepared for. Those that would end
 * before the run does are renewed in their file.
 * @throws FleetIdentityError FLEET_IDENTITIES_UNREADABLE, FLEET_IDENTITIES_TOO_FEW, FLEET_IDENTITIES_FOREIGN,
 * FLEET_IDENTITIES_EXPIRED, FLEET_IDENTITIES_UNWRITABLE, FLEET_ISSUER_TOO_SHORT
 */
export async function storedIdentities(options: StoredOptions): Promise<IdentityPack> {
  const { file, devices, until, issuer } = options;
  const pack = readPack(file);
  requireOurs(pack, options);
  requireEnough(file, pack.header.devices, devices);
  const { header, rows, record } = pack;
  if (Date.parse(header.notAfter) >= until) return pack;
  if (issuer === null || header.issuer !== fingerprint(issuer) || header.realm === null) {
    throw new FleetIdentityError(
      'FLEET_IDENTITIES_EXPIRED',
      `${file}: they end at ${header.notAfter}, before the run does; make them anew with "waspect pki fleet"`,
    );
  }
  const { name, nonce, realm } = header;
  const keys = Array.from({ length: rows }, (_, row) => readKey(record(row).pkcs8) ?? freshKey());
  const renewed = await issuedPack({ issuer, realm, name, nonce, devices: header.devices, until }, keys);
  writePack(file, renewed);
  return renewed;
}

/** @throws FleetIdentityError FLEET_IDENTITIES_TOO_FEW */
export function requireEnough(where: string, found: number, devices: number): void {
  if (found >= devices) return;
  throw new FleetIdentityError(
    'FLEET_IDENTITIES_TOO_FEW',
    `${where}: ${found} identities for ${devices} devices; prepare more of them, lend an issuer, or take fewer devices with --set devices=${found}`,
  );
}

function requireOurs({ header }: IdentityPack, { file, realm }: StoredOptions): void {
  const [made, wanted] = [header.realm, realm];
  const isOurs = wanted === null || (made?.trustDomain === wanted.trustDomain && made.wfmId === wanted.wfmId);
  if (isOurs) return;
  const named = made === null ? 'no WFM' : `${made.wfmId} in ${made.trustDomain}`;
  throw new FleetIdentityError(
    'FLEET_IDENTITIES_FOREIGN',
    `${file}: they are for ${named}, the target is ${wanted.wfmId} in ${wanted.trustDomain}; prepare some for this target`,
  );
}
