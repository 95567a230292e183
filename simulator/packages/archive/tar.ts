import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import type { Entry } from './entry.ts';

/** Everything in an archive is of this moment, so that the same content always has the same digest. */
const TIME = new Date(0);
const FILE_MODE = 0o644;
/** `/dev/random` of Linux. */
const DEVICE = { devmajor: 1, devminor: 8 };

/** Byte of a gzip header that names the machine (RFC 1952 section 2.3.1), and its value for "unknown". */
const GZIP_SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;

function headersOf(entry: Entry): Partial<Header> & Pick<Header, 'name'> {
  const common = { name: entry.path, type: entry.type, mtime: TIME, uid: 0, gid: 0, mode: FILE_MODE };
  switch (entry.type) {
    case 'file':
      return { ...common, mode: entry.mode ?? FILE_MODE, size: entry.content.length };
    case 'symlink':
    case 'link':
      return { ...common, linkname: entry.target };
    case 'character-device':
      return { ...common, ...DEVICE };
    case 'fifo':
      return common;
  }
}

/** A tar of the entries in their order, named as they are, whatever that leads to. */
export async function tar(entries: readonly Entry[]): Promise<Uint8Array> {
  const archive = pack();
  for (const entry of entries) {
    archive.entry(headersOf(entry), entry.type === 'file' ? Buffer.from(entry.content) : '');
  }
  archive.finalize();
  return buffer(archive);
}

/** Compresses to the same bytes on every machine. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const compressed = gzipSync(bytes, { level: 9 });
  compressed[GZIP_SYSTEM] = UNKNOWN_SYSTEM;
  return compressed;
}

export const tarGzip = async (entries: readonly Entry[]): Promise<Uint8Array> => gzip(await tar(entries));
