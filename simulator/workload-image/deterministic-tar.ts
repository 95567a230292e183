import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** What stands in the archive; the same entries give the same bytes, on every machine and day. */
export type TarEntry =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array; readonly executable?: boolean }
  | { readonly kind: 'directory'; readonly name: string; readonly mode?: number }
  | { readonly kind: 'link'; readonly name: string; readonly target: string };

const OF_NOBODY_AND_NO_TIME = { uid: 0, gid: 0, mtime: new Date(0) };

export async function deterministicTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const entry of entries) {
    const header = { ...OF_NOBODY_AND_NO_TIME, name: entry.name };
    if (entry.kind === 'file')
      tar.entry({ ...header, mode: entry.executable ? 0o755 : 0o644 }, Buffer.from(entry.bytes));
    else if (entry.kind === 'directory') tar.entry({ ...header, type: 'directory', mode: entry.mode ?? 0o755 });
    else tar.entry({ ...header, type: 'symlink', linkname: entry.target, mode: 0o777 });
  }
  tar.finalize();
  return buffer(tar);
}
