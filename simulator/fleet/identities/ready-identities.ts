import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { certificateFacts } from '../../pki/certificate-facts.ts';
import { certificateBlocks, pemToDer } from '../../pki/pem.ts';
import { matchClientId } from '../../pki/spiffe-id.ts';
import { FleetIdentityError } from './identity-error.ts';
import { type IdentityPack, type PackRecord, packIdentities, type Realm } from './identity-pack.ts';
import { requireEnough } from './stored-identities.ts';

export interface ReadyOptions {
  /** Holds `NAME.pem` with `NAME.key` beside it. */
  readonly folder: string;
  readonly devices: number;
  /** Whose clients their SPIFFE IDs have to name; null: a client is called as its files are. */
  readonly realm: Realm | null;
}

const BATCH = 50;

/**
 * Identities that somebody else has issued, in the order of their names; their issuer is not known, so that only these can be had.
 * @throws FleetIdentityError FLEET_IDENTITIES_UNREADABLE, FLEET_IDENTITIES_FOREIGN, FLEET_IDENTITIES_KEY_MISMATCH,
 * FLEET_IDENTITIES_TOO_FEW
 */
export async function readyIdentities({ folder, devices, realm }: ReadyOptions): Promise<IdentityPack> {
  const names = namesIn(folder);
  requireEnough(folder, names.length, devices);
  const records: PackRecord[] = [];
  let notAfter = Number.POSITIVE_INFINITY;
  for (const name of names.slice(0, devices)) {
    const { record, ends } = readyRecord(folder, name, realm);
    records.push(record);
    notAfter = Math.min(notAfter, ends.getTime());
    if (records.length % BATCH === 0) await setImmediate();
  }
  const header = {
    devices,
    slice: { index: 0, of: 1 },
    name: '',
    nonce: '',
    realm,
    issuer: null,
    chainPem: '',
    notAfter: new Date(Number.isFinite(notAfter) ? notAfter : 0).toISOString(),
  };
  return packIdentities(header, records);
}

const namesIn = (folder: string): readonly string[] =>
  readable(folder, () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.pem'))
      .map((name) => name.slice(0, -'.pem'.length))
      .sort(),
  );

function readyRecord(
  folder: string,
  name: string,
  realm: Realm | null,
): { readonly record: PackRecord; readonly ends: Date } {
  const file = join(folder, `${name}.pem`);
  const { blocks, key, facts, belongs } = readable(file, () => {
    const read = certificateBlocks(readFileSync(file, 'utf8'));
    const privateKey = createPrivateKey(readFileSync(join(folder, `${name}.key`), 'utf8'));
    const leaf = read[0] ?? '';
    const own = new X509Certificate(leaf).checkPrivateKey(privateKey);
    return { blocks: read, key: privateKey, facts: certificateFacts(leaf), belongs: own };
  });
  if (!belongs) {
    throw new FleetIdentityError(
      'FLEET_IDENTITIES_KEY_MISMATCH',
      `${file}: the key beside it does not belong to it; put the right one there`,
    );
  }
  const clientId = realm === null ? name : matchClientId(facts.uriSans[0] ?? '', realm);
  if (clientId === undefined) {
    throw new FleetIdentityError(
      'FLEET_IDENTITIES_FOREIGN',
      `${file}: it names ${JSON.stringify(facts.uriSans[0] ?? '')}, which is no client of the target's WFM; give identities of its namespace`,
    );
  }
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return { record: { clientId, pkcs8, chain: Buffer.concat(blocks.map(pemToDer)) }, ends: facts.notAfter };
}

function readable<Read>(what: string, read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    throw new FleetIdentityError(
      'FLEET_IDENTITIES_UNREADABLE',
      `${what}: ${cause instanceof Error ? cause.message : String(cause)}; identities are NAME.pem with NAME.key beside it, in one folder`,
      { cause },
    );
  }
}
