import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Authority, createIntermediate, createRoot, loadAuthority } from '../pki/authority.ts';
import { wfmId } from '../pki/spiffe-id.ts';
import { type Credential, issueSvid } from '../pki/svid.ts';

/** Everything with a private key that a WAS needs. */
export interface PkiMaterial {
  /** Issues the SVIDs of the trust domain. */
  readonly issuer: Authority;
  /** PEM, what SVIDs are validated against. */
  readonly anchorsPem: readonly string[];
  /** The WAS's own SVID, issued by an intermediate under the issuer. */
  readonly was: Credential;
  /** The identity system's server certificate. */
  readonly mis: Credential;
}

const DAY_MS = 24 * 3600_000;
const LOCAL = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1', '::1'] };

/** Issues what a WAS presents, for thirty days: it is made anew at each start. */
export async function createPki(trustDomain: string, id: string, issuer?: Authority): Promise<PkiMaterial> {
  const authority = issuer ?? (await createRoot({ name: `${trustDomain} issuer`, trustDomain }));
  const notAfter = new Date(Date.now() + 30 * DAY_MS);
  const servers = await createIntermediate(authority, { name: `${trustDomain} servers` });
  const [was, mis] = await Promise.all([
    issueSvid(servers, { spiffeId: wfmId(trustDomain, id), notAfter, ...LOCAL }),
    issueSvid(authority, { uriSans: [], subject: 'localhost', ekus: ['serverAuth'], notAfter, ...LOCAL }),
  ]);
  return { issuer: authority, anchorsPem: [authority.certificatePem], was, mis };
}

/** The issuer of a data directory, made at the first start; clients keep their SVIDs when the WAS starts again. */
export async function loadOrCreatePki(dataDir: string, trustDomain: string, id: string): Promise<PkiMaterial> {
  const folder = join(dataDir, 'pki');
  const [certificate, key] = [join(folder, 'issuer.pem'), join(folder, 'issuer.key')];
  const kept = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')]).catch(ifMissing);
  if (kept) return createPki(trustDomain, id, loadAuthority({ certificatePem: kept[0], keyPem: kept[1] }));
  const made = await createPki(trustDomain, id);
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(certificate, made.issuer.certificatePem),
    writeFile(key, made.issuer.keyPem, { mode: 0o600 }),
  ]);
  return made;
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
