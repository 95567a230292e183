import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { openPromise } from 'yauzl';

/** Writes one file of a gzipped tar archive; false where the archive has no such entry. */
export async function extractFromTar(archive: string, entry: string, to: string): Promise<boolean> {
  const entries = extract();
  let found = false;
  const reading = pipeline(createReadStream(archive), createGunzip(), entries);
  const writing = (async () => {
    for await (const content of entries) {
      if (content.header.name === entry && content.header.type === 'file') {
        found = true;
        await pipeline(content, createWriteStream(to, { flags: 'wx' }));
      } else content.resume();
    }
  })();
  await Promise.all([reading, writing]);
  return found;
}

/** Writes one file of a ZIP archive, as an executable; false where the archive has no such entry. */
export async function extractFromZip(archive: string, entry: string, to: string): Promise<boolean> {
  const zip = await openPromise(archive);
  try {
    for await (const candidate of zip.eachEntry()) {
      if (candidate.fileName !== entry) continue;
      await pipeline(
        await zip.openReadStreamPromise(candidate),
        createWriteStream(to, { flags: 'wx', mode: 0o755, flush: true }),
      );
      return true;
    }
    return false;
  } finally {
    zip.close();
  }
}
