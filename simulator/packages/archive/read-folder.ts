import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Files by their path in a package, with forward slashes. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The regular files below a folder, in code point order of their paths. */
export async function readFolder(folder: string): Promise<Files> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const files = new Map<string, Uint8Array>();
  for (const path of paths) files.set(path, await readFile(join(folder, path)));
  return files;
}

/** The files with some of them replaced or added. */
export const withFiles = (files: Files, changes: Readonly<Record<string, string>> = {}): Files =>
  new Map([...files, ...Object.entries(changes).map(([path, text]) => [path, Buffer.from(text)] as const)]);
