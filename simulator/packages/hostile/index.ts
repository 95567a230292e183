import type { Entry } from '../archive/entry.ts';
import { PackageError } from '../package-error.ts';
import { BROKEN_CHARTS } from './charts.ts';
import { ENCODINGS } from './encodings.ts';
import { ESCAPES } from './escapes.ts';
import type { HostileArchive } from './hostile-archive.ts';
import { LAYOUTS } from './layouts.ts';

/** Every hostile archive that an application can be made as, and a chart as well. */
export const HOSTILE_ARCHIVES: readonly HostileArchive[] = [...ESCAPES, ...LAYOUTS, ...ENCODINGS];

/** All that a package can be made as. */
const ALL: readonly HostileArchive[] = [...HOSTILE_ARCHIVES, ...BROKEN_CHARTS];

/**
 * Packs a sound application in a hostile way.
 * @throws PackageError HOSTILE_UNKNOWN
 */
export function packHostile(id: string, entries: readonly Entry[], directory: string): Promise<Uint8Array> {
  const found = ALL.find((candidate) => candidate.id === id);
  if (found) return found.pack(entries, directory);
  const known = ALL.map((candidate) => candidate.id).join(', ');
  throw new PackageError('HOSTILE_UNKNOWN', `there is no hostile archive '${id}'; take one of ${known}`);
}
