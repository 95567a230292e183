import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type BundleFile, tar } from '../desired-state/tar.ts';

/** A pax record says its own length, digits included (POSIX.1-2001, pax Extended Header). */
function paxRecord(keyword: string, value: string): string {
  const rest = ` ${keyword}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (`${length}`.length + bytes !== length) length = `${length}`.length + bytes;
  return `${length}${rest}`;
}

const BLOCK = 512;
const TYPE_FLAG = 156;
const CHECKSUM = 148;

/** Turns the header of an archive with one file into one of another type, with the checksum that goes with it. */
function retyped(archive: Buffer, type: string): Buffer {
  const header = Buffer.from(archive.subarray(0, BLOCK));
  header.write(type, TYPE_FLAG);
  header.write(' '.repeat(8), CHECKSUM);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, CHECKSUM, 'latin1');
  return Buffer.concat([header, archive.subarray(BLOCK)]);
}

/** An entry without the two blocks that end an archive. */
const entry = (file: BundleFile): Buffer => tar([file]).subarray(0, -2 * BLOCK);

/** A name of the WAS's own, not of the deployment, long enough for a pax header and with characters beyond ASCII. */
const strangeName = (body: Buffer): string =>
  `Bündel ${createHash('sha256').update(body).digest('hex')}${'_'.repeat(60)}.yml`;

function paxEntry({ body }: BundleFile, index: number): Buffer {
  const attributes = Buffer.from(paxRecord('path', strangeName(body)) + paxRecord('comment', 'contrary'));
  const extended = retyped(entry({ name: `PaxHeader/${index}`, body: attributes }), 'x');
  return Buffer.concat([extended, entry({ name: `${index}`, body })]);
}

/** The same files in the opposite order, under names from pax headers, with padding at the end. */
export function contraryArchive(files: readonly BundleFile[]): Buffer {
  const entries = files.toReversed().map(paxEntry);
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(20 * BLOCK)]), { level: 1 });
}
