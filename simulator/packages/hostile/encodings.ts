import { fileEntry } from '../archive/entry.ts';
import { gzip, tar, tarGzip } from '../archive/tar.ts';
import type { HostileArchive } from './hostile-archive.ts';

const MIB = 1024 * 1024;
const BOMB_MIB = 1024;
/** A field of the tar header, its place and the length of its octal number. */
const SIZE_AT = 124;
const CHECKSUM_AT = 148;
const HEADER = 512;

const octal = (value: number, digits: number): Buffer => Buffer.from(`${value.toString(8).padStart(digits, '0')}\0`);

/** The header of a file of some size, without its content. */
async function headerOf(path: string, size: number): Promise<Uint8Array> {
  const header = Buffer.from(await tar([fileEntry(path, '')])).subarray(0, HEADER);
  octal(size, 11).copy(header, SIZE_AT);
  header.fill(' ', CHECKSUM_AT, CHECKSUM_AT + 8);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    6,
  ).copy(header, CHECKSUM_AT);
  return header;
}

/** Members of gzip follow each other (RFC 1952 section 2.2), so a mebibyte of zeros is compressed once only. */
async function bomb(entries: Parameters<HostileArchive['pack']>[0], directory: string): Promise<Uint8Array> {
  const sound = Buffer.from(await tar(entries));
  const end = sound.subarray(0, sound.length - 2 * HEADER);
  const zeros = gzip(new Uint8Array(MIB));
  return Buffer.concat([
    gzip(end),
    gzip(await headerOf(`${directory}/zeros`, BOMB_MIB * MIB)),
    ...Array.from({ length: BOMB_MIB }, () => zeros),
    gzip(new Uint8Array(2 * HEADER)),
  ]);
}

/** Archives that cannot be unpacked, or should not be to the end. */
export const ENCODINGS: readonly HostileArchive[] = [
  { id: 'gzip-bomb', description: 'a mebibyte that unpacks to a gibibyte', expected: 'refused', pack: bomb },
  {
    id: 'no-gzip',
    description: 'a tar that is not compressed',
    expected: 'refused',
    pack: (entries) => tar(entries),
  },
  {
    id: 'no-tar',
    description: 'a compressed text',
    expected: 'refused',
    pack: async () => gzip(Buffer.from('This is not the archive that you are looking for.\n'.repeat(20))),
  },
  {
    id: 'cut-archive',
    description: 'an archive that ends in its middle',
    expected: 'refused',
    pack: async (entries) => {
      const whole = await tarGzip(entries);
      return whole.subarray(0, whole.length >> 1);
    },
  },
];
