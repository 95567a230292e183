import { gzipSync } from 'node:zlib';

/** A file at the root of the bundle. */
export interface BundleFile {
  readonly name: string;
  readonly body: Buffer;
}

const BLOCK = 512;

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

/** A ustar header (POSIX.1-1988) of a plain file without owner or time, so that equal content has equal bytes. */
function ustarHeader({ name, body }: BundleFile): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(body.length, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

const padding = (length: number): Buffer => Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);

/** A tar archive of some files, in the order given, without compression. */
export function tar(files: readonly BundleFile[]): Buffer {
  const entries = files.flatMap((file) => [ustarHeader(file), file.body, padding(file.body.length)]);
  return Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]);
}

/** The bundle of a manifest: the same files give the same bytes, because Node's gzip header carries no time. */
export const archive = (files: readonly BundleFile[]): Buffer => gzipSync(tar(files));
