import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';

/** What stands in the archive; the same entries give the same bytes, on every machine and day. */
export type TarEntry =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array; readonly executable?: boolean }
  /** The content of a file of this machine, read when its turn comes. */
  | { readonly kind: 'copy'; readonly name: string; readonly from: string; readonly executable?: boolean }
  | { readonly kind: 'directory'; readonly name: string; readonly mode?: number }
  | { readonly kind: 'link'; readonly name: string; readonly target: string };

const OF_NOBODY_AND_NO_TIME = { uid: 0, gid: 0, mtime: new Date(0) };

export async function deterministicTar(entries: readonly TarEntry[]): Promise<Buffer> {
  return buffer(deterministicTarStream(entries));
}

/** The same, for archives that need not be in memory as a whole; fails where a file cannot be read. */
export function deterministicTarStream(entries: readonly TarEntry[]): Readable {
  const tar = pack();
  fill(tar, entries).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  return Readable.from(tar, { objectMode: false });
}

async function fill(tar: Pack, entries: readonly TarEntry[]): Promise<void> {
  for (const entry of entries) {
    const header = { ...OF_NOBODY_AND_NO_TIME, name: entry.name };
    if (entry.kind === 'copy') await copyInto(tar, header, entry);
    else
      await new Promise<void>((resolve, reject) =>
        add(tar, header, entry, (error) => (error ? reject(error) : resolve())),
      );
  }
}

type Header = typeof OF_NOBODY_AND_NO_TIME & { readonly name: string };
type Done = (error?: Error | null) => void;

function add(tar: Pack, header: Header, entry: Exclude<TarEntry, { kind: 'copy' }>, done: Done): void {
  if (entry.kind === 'file') tar.entry({ ...header, mode: modeOf(entry.executable) }, Buffer.from(entry.bytes), done);
  else if (entry.kind === 'directory') tar.entry({ ...header, type: 'directory', mode: entry.mode ?? 0o755 }, done);
  else tar.entry({ ...header, type: 'symlink', linkname: entry.target, mode: 0o777 }, done);
}

async function copyInto(
  tar: Pack,
  header: Header,
  { from, executable }: Extract<TarEntry, { kind: 'copy' }>,
): Promise<void> {
  const { size } = await stat(from);
  await pipeline(createReadStream(from), tar.entry({ ...header, mode: modeOf(executable), size }));
}

const modeOf = (executable: boolean | undefined): number => (executable ? 0o755 : 0o644);
