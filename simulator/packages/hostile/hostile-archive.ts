import type { Entry } from '../archive/entry.ts';
import { tarGzip } from '../archive/tar.ts';

/** One way in which an archive is not what a device may unpack, or not as it may unpack it. */
export interface HostileArchive {
  /** Kebab-case, unique. */
  readonly id: string;
  /** What is in the archive. */
  readonly description: string;
  /** Whether a device has to refuse it, or unpacks it without what is hostile in it (CMP-008). */
  readonly expected: 'refused' | 'neutralised';
  /** Packs the entries of a sound application, which are below its one directory, in the hostile way. */
  readonly pack: (entries: readonly Entry[], directory: string) => Promise<Uint8Array>;
}

/** A row whose archive has other entries than the sound one. */
export const changed = (
  id: string,
  description: string,
  change: (entries: readonly Entry[], directory: string) => readonly Entry[],
  expected: HostileArchive['expected'] = 'refused',
): HostileArchive => ({
  id,
  description,
  expected,
  pack: (entries, directory) => tarGzip(change(entries, directory)),
});

/** A row whose archive has entries more than the sound one: everything before them is as it should be. */
export const followedBy = (
  id: string,
  description: string,
  more: (directory: string) => readonly Entry[],
  expected: HostileArchive['expected'] = 'refused',
): HostileArchive => changed(id, description, (entries, directory) => [...entries, ...more(directory)], expected);
