import { basename } from 'node:path';
import { readFolder, withFiles } from './archive/read-folder.ts';
import { tarGzip } from './archive/tar.ts';
import { packHostile } from './hostile/index.ts';
import type { PackedCompose } from './package.ts';
import { PackageError } from './package-error.ts';

/** What a Compose application is to be besides what its folder says. */
export interface ComposeChanges {
  /** Name of the component and of the one directory in the archive; default: that of the folder. */
  readonly name?: string;
  /** Default 1.0.0. */
  readonly version?: string;
  /** Files by path, added or instead of those in the folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Name of the hostile archives table: what is put into the archive, or done to it. */
  readonly hostile?: string;
}

/**
 * Packs a Compose application under its one directory (CMP-004); the same folder and changes always give the same bytes.
 * @throws PackageError COMPOSE_INVALID, HOSTILE_UNKNOWN
 */
export async function packCompose(folder: string, changes: ComposeChanges = {}): Promise<PackedCompose> {
  const { name = basename(folder), version = '1.0.0', hostile } = changes;
  const files = withFiles(await readFolder(folder), changes.files);
  if (!files.has('compose.yaml')) {
    throw new PackageError('COMPOSE_INVALID', 'the folder has no compose.yaml; an application has exactly that file');
  }
  const entries = [...files].map(([path, content]) => ({ type: 'file' as const, path: `${name}/${path}`, content }));
  const archive = await (hostile === undefined ? tarGzip(entries) : packHostile(hostile, entries, name));
  return { kind: 'compose', name, version, archive };
}
