/** An entry of a tar archive, whichever of the formats it is written in. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
  readonly body: Uint8Array;
}

const BLOCK = 512;

/** Where the members of a header stand (POSIX.1-2001, ustar Interchange Format): offset and length. */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const CHECKSUM = [148, 8] as const;
const TYPE = 156;
const MAGIC = [257, 5] as const;
const PREFIX = [345, 155] as const;

const utf8 = new TextDecoder();

/** What describes the entry after it, in place of what its own header has room for. */
interface Attributes {
  readonly path?: string;
  readonly size?: number;
}

/**
 * The entries of an archive, ustar, pax or GNU. It ends with a block of zeros, or with the bytes. Throws `TypeError` where
 * it is no tar archive, or not all of one.
 */
export function readTar(archive: Uint8Array): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let common: Attributes = {};
  let own: Attributes = {};
  for (let at = 0; at < archive.length; ) {
    const header = blockAt(archive, at);
    at += BLOCK;
    if (header.every((byte) => byte === 0)) {
      at = pastZeros(archive, at);
      continue;
    }
    checkSum(header);
    const type = String.fromCharCode(header[TYPE] ?? 0);
    const size = own.size ?? common.size ?? numberAt(header, SIZE);
    const body = bodyAt(archive, at, hasBody(type) ? size : 0);
    at += Math.ceil(body.length / BLOCK) * BLOCK;
    if (type === 'g') common = { ...common, ...paxAttributes(body) };
    else if (type === 'x') own = { ...own, ...paxAttributes(body) };
    else if (type === 'L' || type === 'N') own = { ...own, path: textOf(body) };
    else if (type !== 'K') {
      const name = own.path ?? common.path ?? nameIn(header);
      entries.push({ name, kind: kindOf(type, name), body });
      own = {};
    }
  }
  return entries;
}

/** Only directories, links and devices have nothing after their header, whatever size they say. */
const hasBody = (type: string): boolean => !['1', '2', '3', '4', '5', '6'].includes(type);

function kindOf(type: string, name: string): TarEntry['kind'] {
  const isFile = type === '0' || type === '\0' || type === '7';
  // Archives from before ustar tell folders by their names.
  if (type === '5' || (isFile && name.endsWith('/'))) return 'directory';
  return isFile ? 'file' : 'other';
}

function nameIn(header: Uint8Array): string {
  const name = textOf(field(header, NAME));
  const prefix = textOf(field(header, MAGIC)) === 'ustar' && header[262] === 0 ? textOf(field(header, PREFIX)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Records of `LENGTH KEYWORD=VALUE` and a line end, where the length is that of the record. */
function paxAttributes(body: Uint8Array): Attributes {
  const attributes: { path?: string; size?: number } = {};
  for (let at = 0; at < body.length; ) {
    const [, digits = ''] = /^(\d{1,10}) /.exec(utf8.decode(body.subarray(at, at + 12))) ?? [];
    const length = Number(digits);
    if (length <= digits.length || at + length > body.length) throw new TypeError('a pax header that cannot be read');
    const record = utf8.decode(body.subarray(at + digits.length + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (record.startsWith('path=')) attributes.path = record.slice(equals + 1);
    if (record.startsWith('size=')) attributes.size = whole(record.slice(equals + 1), 10);
    at += length;
  }
  return attributes;
}

/** The sum of the header's bytes, with blanks in place of the sum itself. */
function checkSum(header: Uint8Array): void {
  const [start, length] = CHECKSUM;
  const sum = header.reduce((total, byte, at) => total + (at >= start && at < start + length ? 32 : byte), 0);
  if (sum !== numberAt(header, CHECKSUM)) throw new TypeError('a tar header with a wrong checksum');
}

/** Octal digits, or, where the first bit is set, binary (GNU). */
function numberAt(header: Uint8Array, [start, length]: readonly [number, number]): number {
  const bytes = header.subarray(start, start + length);
  const [first = 0, ...rest] = bytes;
  if (first === 0x80) return rest.reduce((number, byte) => number * 256 + byte, 0);
  return whole(textOf(bytes).trim() || '0', 8);
}

function whole(text: string, base: 8 | 10): number {
  const number = (base === 8 ? /^[0-7]+$/ : /^[0-9]+$/).test(text) ? Number.parseInt(text, base) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new TypeError(`a tar header with the number ${JSON.stringify(text)}`);
  return number;
}

const field = (header: Uint8Array, [start, length]: readonly [number, number]): Uint8Array =>
  header.subarray(start, start + length);

/** Up to the first zero. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return utf8.decode(end === -1 ? bytes : bytes.subarray(0, end));
}

function blockAt(archive: Uint8Array, at: number): Uint8Array {
  return bodyAt(archive, at, BLOCK);
}

function bodyAt(archive: Uint8Array, at: number, length: number): Uint8Array {
  if (at + length > archive.length) throw new TypeError('an archive that ends too soon');
  return archive.subarray(at, at + length);
}

/** What stands after the end is padding. */
function pastZeros(archive: Uint8Array, from: number): number {
  let at = from;
  while (at < archive.length && archive[at] === 0) at += 1;
  return at === archive.length ? at : Math.floor(at / BLOCK) * BLOCK;
}
