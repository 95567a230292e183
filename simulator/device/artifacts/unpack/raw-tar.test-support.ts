import { gzipSync } from 'node:zlib';

/** An entry as it stands in the bytes of an archive, whatever that leads to. */
export interface RawEntry {
  readonly name: string | Uint8Array;
  /** The one character of the type; default: `0`, a file. */
  readonly flag?: string;
  readonly link?: string;
  readonly mode?: number;
  readonly body?: string | Uint8Array;
  /** Where the header lies about it. */
  readonly size?: number;
}

const BLOCK = 512;

/** A tar archive of ustar headers with right checksums and nothing else that is promised. */
export function rawTar(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocks), Buffer.alloc(2 * BLOCK)]);
}

export const rawArchive = (entries: readonly RawEntry[]): Buffer => gzipSync(rawTar(entries));

function blocks({ name, flag = '0', link = '', mode = 0o644, body = '', size }: RawEntry): Buffer[] {
  const content = Buffer.from(body);
  const header = Buffer.alloc(BLOCK);
  Buffer.from(name).copy(header, 0, 0, 100);
  header.write(`${(mode & 0o7777777).toString(8).padStart(7, '0')}\0`, 100, 'latin1');
  header.write('0000000\x000000000\0', 108, 'latin1');
  header.write(`${(size ?? content.length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write(flag, 156, 1, 'latin1');
  Buffer.from(link).copy(header, 157, 0, 100);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}

/** A pax header that says more of the entry after it. */
export function pax(members: Readonly<Record<string, string>>): RawEntry {
  const body = Object.entries(members).map(([key, value]) => record(`${key}=${value}\n`));
  return { name: 'PaxHeader', flag: 'x', body: body.join('') };
}

function record(text: string): string {
  const bytes = Buffer.byteLength(text) + 1;
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length > length) length++;
  return `${length} ${text}`;
}
