import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { DeviceError } from '../../device-error.ts';
import { invalid, tooLarge } from './archive-error.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import type { EntryHeader } from './plan.ts';

/** What is done with an entry; it has to take the whole body. */
export type EntryReader = (header: EntryHeader, body: AsyncIterable<unknown>, index: number) => Promise<void>;

/**
 * Reads a gzipped tar archive from one end to the other, an entry at a time and never much of it in memory.
 * @throws DeviceError ARCHIVE_INVALID, ARCHIVE_TOO_LARGE, and what the reader throws
 */
export async function readEntries(
  file: string,
  limits: ArchiveLimits,
  read: EntryReader,
  signal?: AbortSignal,
): Promise<void> {
  const { size } = await stat(file);
  const maxBytes = Math.min(limits.unpackedBytes, Math.max(limits.ratioFrom, size * limits.ratio));
  const entries = extract();
  const reading = (async () => {
    let index = 0;
    for await (const entry of entries) {
      if (index >= limits.entries) throw tooLarge(`the archive has more than ${limits.entries} entries`);
      const header = headerOf(entry.header);
      // The library waits for ever for what it takes to be no content.
      if (header.type === 'directory' && header.size > 0) throw invalid('a directory of the archive has content');
      await read(header, entry, index++);
    }
  })();
  const feeding = pipeline(
    createReadStream(file),
    createGunzip(),
    async function* bounded(chunks: AsyncIterable<Uint8Array>) {
      let length = 0;
      for await (const chunk of chunks) {
        length += chunk.length;
        if (length > maxBytes) throw tooLarge(`the archive of ${size} bytes unpacks to more than ${maxBytes} bytes`);
        yield chunk;
      }
    },
    entries,
    { ...(signal && { signal }) },
  );
  const outcomes = await Promise.allSettled([feeding, reading]);
  const causes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [reasonOf(outcome)] : []));
  signal?.throwIfAborted();
  // Where one side stops the other fails as well; the side that says why is the one to listen to.
  const telling = causes.find((cause) => cause instanceof DeviceError) ?? causes.find(isFileError) ?? causes[0];
  if (telling === undefined) return;
  throw telling instanceof DeviceError || isFileError(telling)
    ? telling
    : invalid('what was fetched is no whole tar archive compressed with gzip', telling);
}

/** The library leaves out or sets to null what a header does not have, whatever its types say. */
function headerOf({ name, type, size, linkname, mode }: Partial<Header> & Pick<Header, 'name'>): EntryHeader {
  return { name, type: type ?? null, size: size ?? 0, linkname: linkname ?? null, mode: mode ?? 0 };
}

const reasonOf = ({ reason }: PromiseRejectedResult): unknown => reason;

const isFileError = (cause: unknown): boolean => cause instanceof Error && 'syscall' in cause;

/** Takes a body that nobody wants. */
export async function skip(body: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of body);
}
