import { cp, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const NOT_SOURCES = /^(node_modules|dist|\.git|\.cache|waspect-report.*|.*\.tgz)$/;

/**
 * Copies the sources as they stand to an empty folder, so that building and packing leave nothing in the working tree
 * and cannot meet another run. The installed packages are shared.
 */
export async function copySources(folder: string): Promise<void> {
  await cp(root, folder, { recursive: true, filter: (path) => path === root || !NOT_SOURCES.test(basename(path)) });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}
