import { git } from './run-git.ts';

/** A regular file of a commit. */
export interface HeadFile {
  /** From the root of the repository, with `/` between folders. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface FileLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

export type FilesRead = { readonly files: readonly HeadFile[] } | { readonly tooLarge: string };

interface Entry {
  readonly path: string;
  readonly object: string;
  readonly size: number;
}

const MAX_LISTING = 16 * 1024 * 1024;
/** `<object> blob <size>` and two line ends. */
const ENVELOPE = 128;
const ENTRY = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s;

/**
 * The files of a commit, read from the objects: nothing is ever checked out, so that no path or link can lead anywhere.
 * @throws GitError GIT_UNAVAILABLE, GIT_FAILED
 */
export async function readFiles(folder: string, commit: string, limits: FileLimits): Promise<FilesRead> {
  const listing = await git({
    folder,
    args: ['ls-tree', '-r', '-z', '-l', '--full-tree', commit],
    encoding: 'latin1',
    maxOutputBytes: MAX_LISTING,
  });
  const entries = listing.split('\0').flatMap(regularFile);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  const large = entries.find(({ size }) => size > limits.maxFileBytes);
  if (entries.length > limits.maxFiles) return { tooLarge: `${entries.length} files; ${limits.maxFiles} are read` };
  if (large) return { tooLarge: `${large.path} has ${large.size} bytes; ${limits.maxFileBytes} are read` };
  if (total > limits.maxTotalBytes) return { tooLarge: `${total} bytes of files; ${limits.maxTotalBytes} are read` };
  if (entries.length === 0) return { files: [] };
  const objects = await git({
    folder,
    args: ['cat-file', '--batch', '--buffer'],
    input: entries.map(({ object }) => `${object}\n`).join(''),
    encoding: 'latin1',
    maxOutputBytes: total + entries.length * ENVELOPE,
  });
  return { files: contents(entries, Buffer.from(objects, 'latin1')) };
}

/** 100644 and 100755; symbolic links (120000) and submodules (160000) are no files of the desired state. */
function regularFile(line: string): readonly Entry[] {
  const [, mode = '', type, object = '', size, path = ''] = ENTRY.exec(line) ?? [];
  if (type !== 'blob' || !mode.startsWith('100')) return [];
  return [{ path: Buffer.from(path, 'latin1').toString('utf8'), object, size: Number(size) }];
}

function contents(entries: readonly Entry[], output: Buffer): readonly HeadFile[] {
  let at = 0;
  return entries.map(({ path, size }) => {
    const start = output.indexOf('\n', at) + 1;
    at = start + size + 1;
    return { path, bytes: new Uint8Array(output.subarray(start, start + size)) };
  });
}
