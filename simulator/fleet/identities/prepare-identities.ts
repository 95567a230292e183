import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FleetIdentityError } from './identity-error.ts';
import type { IdentityPack } from './identity-pack.ts';
import { fingerprint, type IssueOptions, issuedPack } from './issued-pack.ts';
import { freshKey, type RawKey, readKey } from './key.ts';
import { readPack, writePack } from './pack-file.ts';

export interface PrepareOptions extends IssueOptions {
  /** Folder that keys are kept in for the next run; null: each run makes its own, for WFMs that know a client by its key. */
  readonly keyCache: string | null;
}

/**
 * Makes the identities of a run: keys, or those of the run before, and a new SVID for each, since its client is new. A key and
 * an SVID take about as long as each other to make, and both together a tenth of a millisecond.
 * @throws FleetIdentityError FLEET_ISSUER_TOO_SHORT, FLEET_IDENTITIES_UNWRITABLE
 * @throws PkiError SPIFFE_ID_INVALID for a name that cannot be part of a client id
 */
export async function prepareIdentities(options: PrepareOptions): Promise<IdentityPack> {
  if (options.keyCache === null) return issuedPack(options, []);
  const cache = cacheOf(options.keyCache, options);
  const keys = keysIn(cache);
  const pack = await issuedPack(options, keys);
  if (keys.length < options.devices) writePack(cache, pack);
  return pack;
}

/** One file for each fleet of a WFM, so that two WFMs never meet the same key. */
function cacheOf(folder: string, { issuer, realm, name }: IssueOptions): string {
  const whose = JSON.stringify([fingerprint(issuer), realm.trustDomain, realm.wfmId, name]);
  return join(folder, `${createHash('sha256').update(whose).digest('hex').slice(0, 32)}.identities`);
}

/** What cannot be read any more is made anew. */
function keysIn(file: string): readonly RawKey[] {
  if (!existsSync(file)) return [];
  try {
    const pack = readPack(file);
    return Array.from({ length: pack.rows }, (_, row) => readKey(pack.record(row).pkcs8) ?? freshKey());
  } catch (error) {
    if (error instanceof FleetIdentityError) return [];
    throw error;
  }
}
