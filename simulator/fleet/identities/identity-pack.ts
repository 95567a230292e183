import { createHash } from 'node:crypto';
import type { Slice } from '../courses/intent.ts';
import { FleetIdentityError } from './identity-error.ts';

/** What is the same for all identities of a pack. */
export interface PackHeader {
  readonly schema: typeof SCHEMA;
  /** Of the whole fleet. */
  readonly devices: number;
  /** Whose identities are in this pack; a whole one has slice 0 of 1. */
  readonly slice: Slice;
  /** Client ids are `<name>-<nonce>-<device>`, where a record does not name its own. */
  readonly name: string;
  readonly nonce: string;
  /** Null where ready identities are of a revision that knows no SPIFFE IDs. */
  readonly realm: Realm | null;
  /** SHA-256 of the issuer's certificate, hex; null for ready ones. */
  readonly issuer: string | null;
  /** Intermediates that are presented after each leaf, PEM. */
  readonly chainPem: string;
  /** When the first of them ends, RFC 3339. */
  readonly notAfter: string;
}

/** The namespace that client ids stand in. */
export interface Realm {
  readonly trustDomain: string;
  readonly wfmId: string;
}

export interface PackRecord {
  /** Empty where it follows from the header. */
  readonly clientId: string;
  readonly pkcs8: Buffer;
  /** DER, leaf first, one after the other. */
  readonly chain: Buffer;
}

/** The identities of a fleet as bytes that threads share; a file has the same bytes. */
export interface IdentityPack {
  readonly buffer: SharedArrayBuffer;
  readonly header: PackHeader;
  /** Rows count from 0 in the slice. */
  readonly rows: number;
  /** Views of the shared bytes. Throws `RangeError` for a row that is not there. */
  record(row: number): PackRecord;
}

const SCHEMA = 'waspect/fleet-identities/v1';
const MAGIC = 'waspect\0';
const PARTS = 3;
const WORD = 4;
const HASHED_AT = MAGIC.length + 32;
const HEADER_AT = HASHED_AT + WORD;

const digestOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes.subarray(HASHED_AT)).digest();

/** How many devices are in a slice of a fleet. */
export const rowsOf = (devices: number, { index, of }: Slice): number => Math.max(0, Math.ceil((devices - index) / of));

/** Packs records, one for each row: magic, SHA-256 of the rest, length of the header, header, ends of all parts, parts. */
export function packIdentities(header: Omit<PackHeader, 'schema'>, records: readonly PackRecord[]): IdentityPack {
  const text = Buffer.from(JSON.stringify({ schema: SCHEMA, ...header }), 'utf8');
  const parts = records.flatMap(({ clientId, pkcs8, chain }) => [Buffer.from(clientId, 'utf8'), pkcs8, chain]);
  const ends = Buffer.alloc(parts.length * WORD);
  let size = ends.length;
  parts.forEach((part, index) => {
    size += part.length;
    ends.writeUInt32LE(size, index * WORD);
  });
  const buffer = new SharedArrayBuffer(HEADER_AT + text.length + size);
  const bytes = Buffer.from(buffer);
  bytes.writeUInt32LE(text.length, HASHED_AT);
  let at = HEADER_AT;
  for (const part of [text, ends, ...parts]) at += part.copy(bytes, at);
  bytes.write(MAGIC, 'latin1');
  digestOf(bytes).copy(bytes, MAGIC.length);
  return openPack(buffer);
}

/** The identities of the devices of a slice alone, by the fleet's own numbers, for another machine. */
export function packSlice({ header, record }: IdentityPack, slice: Slice): Uint8Array {
  const rows = rowsOf(header.devices, slice);
  const records = Array.from({ length: rows }, (_, row) => record(row * slice.of + slice.index));
  return new Uint8Array(packIdentities({ ...header, slice }, records).buffer);
}

/**
 * Reads a pack; threads that share one leave `verify` out, since nobody wrote it but us.
 * @throws FleetIdentityError FLEET_IDENTITIES_UNREADABLE
 */
export function openPack(shared: SharedArrayBuffer | Uint8Array, verify = false): IdentityPack {
  const buffer = shared instanceof SharedArrayBuffer ? shared : sharedCopy(shared);
  const bytes = Buffer.from(buffer);
  const isPack = bytes.length >= HEADER_AT && bytes.toString('latin1', 0, MAGIC.length) === MAGIC;
  if (!isPack) throw unreadable('it is no pack of identities');
  if (verify && !digestOf(bytes).equals(bytes.subarray(MAGIC.length, HASHED_AT))) {
    throw unreadable('its bytes are not those that were written');
  }
  const start = HEADER_AT + bytes.readUInt32LE(HASHED_AT);
  const header = headerOf(bytes.toString('utf8', HEADER_AT, start));
  const payload = bytes.subarray(start);
  const rows = rowsOf(header.devices, header.slice);
  if (payload.length < rows * PARTS * WORD) throw unreadable('it is cut off');
  const endOf = (part: number): number => (part < 0 ? rows * PARTS * WORD : payload.readUInt32LE(part * WORD));
  const partAt = (part: number): Buffer => payload.subarray(endOf(part - 1), endOf(part));
  return {
    buffer,
    header,
    rows,
    record: (row) => {
      if (!(row >= 0 && row < rows)) throw new RangeError(`there is no row ${row} among ${rows}`);
      const first = row * PARTS;
      return { clientId: partAt(first).toString('utf8'), pkcs8: partAt(first + 1), chain: partAt(first + 2) };
    },
  };
}

function sharedCopy(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function headerOf(text: string): PackHeader {
  try {
    const header: unknown = JSON.parse(text);
    if (isHeader(header)) return header;
  } catch (cause) {
    throw unreadable('its header cannot be read', { cause });
  }
  throw unreadable(`its header is not one of ${SCHEMA}`);
}

const unreadable = (why: string, options?: ErrorOptions): FleetIdentityError =>
  new FleetIdentityError('FLEET_IDENTITIES_UNREADABLE', `${why}; make it anew with "waspect pki fleet"`, options);

function isHeader(value: unknown): value is PackHeader {
  if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== SCHEMA) return false;
  const texts: readonly string[] = ['name', 'nonce', 'chainPem', 'notAfter'];
  const members = new Map<string, unknown>(Object.entries(value));
  return (
    texts.every((name) => typeof members.get(name) === 'string') &&
    isCount(members.get('devices')) &&
    isSlice(members.get('slice')) &&
    (members.get('issuer') === null || typeof members.get('issuer') === 'string') &&
    (members.get('realm') === null || isRealm(members.get('realm')))
  );
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isSlice = (value: unknown): value is Slice =>
  typeof value === 'object' &&
  value !== null &&
  'index' in value &&
  'of' in value &&
  isCount(value.index) &&
  isCount(value.of) &&
  value.index < value.of;

const isRealm = (value: unknown): value is Realm =>
  typeof value === 'object' &&
  value !== null &&
  'trustDomain' in value &&
  'wfmId' in value &&
  typeof value.trustDomain === 'string' &&
  typeof value.wfmId === 'string';
