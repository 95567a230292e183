import { gunzipSync } from 'node:zlib';
import { broken, HOLDS, type Judgement } from './judgement.ts';
import { readTar, type TarEntry } from './tar-archive.ts';

/** Its name is without the `./` that many tools put in front. */
export type BundleEntry = TarEntry;

/** A bundle that unfolds to more than this is hostile, whatever it says. */
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;

/**
 * What a gzip file, of one member or more, has in its tar archive: ustar, pax or GNU. Headers that only describe others
 * are no entries, nor is the root itself (G-27). Or why it cannot be read within bounds.
 */
export function readBundle(
  bytes: Uint8Array,
): { readonly entries: readonly BundleEntry[] } | { readonly wrong: Judgement } {
  try {
    const archive = gunzipSync(bytes, { maxOutputLength: MAX_ARCHIVE_BYTES });
    return { entries: entriesOf(archive) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { wrong: broken('a tar archive, compressed with gzip', `a body that is none: ${reason}`) };
  }
}

/** A gzip file that can be unfolded, as the media type of bundles says (DSA-005). */
export function isGzip(bytes: Uint8Array): Judgement {
  try {
    gunzipSync(bytes, { maxOutputLength: MAX_ARCHIVE_BYTES });
    return HOLDS;
  } catch (error) {
    return broken('a body compressed with gzip', error instanceof Error ? error.message : String(error));
  }
}

const entriesOf = (archive: Uint8Array): readonly BundleEntry[] =>
  readTar(archive)
    .map((entry) => ({ ...entry, name: entry.name.replace(/^(\.\/+)+/, '') }))
    .filter(({ kind, name }) => kind !== 'directory' || !isRoot(name));

const isRoot = (directory: string): boolean => directory === '' || directory === '.';
