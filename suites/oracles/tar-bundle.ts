import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { broken, HOLDS, type Judgement } from './judgement.ts';

export interface BundleEntry {
  /** As in the archive, without the `./` that many tools put in front. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
  readonly body: Uint8Array;
}

/** A bundle that unfolds to more than this is hostile, whatever it says. */
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;

const KINDS: Readonly<Record<string, BundleEntry['kind']>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'directory',
};

/**
 * What a gzip file, of one member or more, has in its tar archive: ustar, pax or GNU. Headers that only describe others
 * are no entries, nor is the root itself (G-27). Or why it cannot be read within bounds.
 */
export async function readBundle(
  bytes: Uint8Array,
): Promise<{ readonly entries: readonly BundleEntry[] } | { readonly wrong: Judgement }> {
  try {
    const archive = gunzipSync(bytes, { maxOutputLength: MAX_ARCHIVE_BYTES });
    return { entries: await entriesOf(archive) };
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

async function entriesOf(archive: Uint8Array): Promise<readonly BundleEntry[]> {
  const entries: BundleEntry[] = [];
  const reader = extract();
  reader.end(archive);
  for await (const entry of reader) {
    const body = await bytesOf(entry);
    const name = entry.header.name.replace(/^(\.\/+)+/, '');
    const kind = KINDS[entry.header.type ?? 'file'] ?? 'other';
    if (kind !== 'directory' || !isRoot(name)) entries.push({ name, kind, body });
  }
  return entries;
}

async function bytesOf(entry: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const isRoot = (directory: string): boolean => directory === '' || directory === '.';
