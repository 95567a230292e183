import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Authority } from '../../pki/authority.ts';
import { certificateFacts } from '../../pki/certificate-facts.ts';
import { pemToDer } from '../../pki/pem.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { type FastIssuer, fastIssuer } from './fast-issuer.ts';
import { FleetIdentityError } from './identity-error.ts';
import { type IdentityPack, type PackRecord, packIdentities, type Realm } from './identity-pack.ts';
import { freshKey, type RawKey } from './key.ts';

export interface IssueOptions {
  readonly issuer: Authority;
  readonly realm: Realm;
  /** Segments of a SPIFFE ID: client ids are `<name>-<nonce>-<device>`. */
  readonly name: string;
  readonly nonce: string;
  readonly devices: number;
  /** Until when they have to be valid, at least; in milliseconds since the epoch. */
  readonly until: number;
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** How much is made between two looks at the rest of the process. */
const BATCH = 250;
const BEFORE_MS = 5 * 60_000;
const LEAST_MS = 24 * 3_600_000;

/**
 * Makes an SVID for each device of a fleet, with the keys given and fresh ones for the devices beyond them.
 * @throws FleetIdentityError FLEET_ISSUER_TOO_SHORT
 * @throws PkiError SPIFFE_ID_INVALID for a name that cannot be part of a client id
 */
export async function issuedPack(options: IssueOptions, keys: readonly RawKey[]): Promise<IdentityPack> {
  const { issuer, realm, name, nonce, devices, onProgress, signal } = options;
  const notAfter = endOf(options);
  const issue = await fastIssuer(issuer);
  const records: PackRecord[] = [];
  while (records.length < devices) {
    signal?.throwIfAborted();
    const end = Math.min(devices, records.length + BATCH);
    for (let device = records.length; device < end; device++) {
      records.push(issuedRecord(options, issue, keys[device] ?? freshKey(), device, notAfter));
    }
    onProgress?.(end);
    await setImmediate();
  }
  const header = {
    devices,
    slice: { index: 0, of: 1 },
    name,
    nonce,
    realm,
    issuer: fingerprint(issuer),
    chainPem: issuer.chainPem,
    notAfter: notAfter.toISOString(),
  };
  return packIdentities(header, records);
}

/** SHA-256 of an issuer's certificate, hex, by which a pack says whose it is. */
export const fingerprint = ({ certificatePem }: Authority): string =>
  createHash('sha256').update(pemToDer(certificatePem)).digest('hex');

/** The id of a device's client. */
export const clientIdOf = ({ name, nonce }: Pick<IssueOptions, 'name' | 'nonce'>, device: number): string =>
  `${name}-${nonce}-${device}`;

function issuedRecord(
  options: IssueOptions,
  issue: FastIssuer,
  key: RawKey,
  device: number,
  notAfter: Date,
): PackRecord {
  const subject = clientIdOf(options, device);
  const spiffeId = clientSpiffeId(options.realm.trustDomain, options.realm.wfmId, subject);
  const notBefore = new Date(Date.now() - BEFORE_MS);
  return { clientId: '', pkcs8: key.pkcs8, chain: issue({ key, spiffeId, subject, notBefore, notAfter }) };
}

/** No certificate outlives its issuer. */
function endOf({ issuer, until }: IssueOptions): Date {
  const { notAfter } = certificateFacts(issuer.certificatePem);
  if (notAfter.getTime() < until) {
    throw new FleetIdentityError(
      'FLEET_ISSUER_TOO_SHORT',
      `the issuer ends at ${notAfter.toISOString()}, before ${new Date(until).toISOString()}; lend one that lasts longer`,
    );
  }
  return new Date(Math.min(notAfter.getTime(), Math.max(until, Date.now() + LEAST_MS)));
}
