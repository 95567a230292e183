import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { DeviceError } from '../device-error.ts';
import type { DeviceLimits } from '../limits.ts';
import { gunzipBounded } from './decompress.ts';

/**
 * The files at the root of a bundle. Directory entries say nothing and are passed over; anything else than a plain file
 * at the root is refused (DSM-011), and nothing is ever written to disk.
 * @throws DeviceError BUNDLE_INVALID, TOO_LARGE, GZIP_INVALID
 */
export async function unpackBundle(archive: Uint8Array, limits: DeviceLimits): Promise<readonly Uint8Array[]> {
  const tar = await gunzipBounded(archive, limits.bundleBytes, 'the bundle');
  const files: Uint8Array[] = [];
  const entries = extract();
  entries.end(tar);
  try {
    for await (const entry of entries) {
      const { name, type, size = 0 } = entry.header;
      if (type !== 'directory') {
        if (type !== 'file' && type !== 'contiguous-file')
          throw new DeviceError('BUNDLE_INVALID', `${name} is a ${type}; a bundle holds plain files`);
        if (name.replace(/^\.\//, '').includes('/'))
          throw new DeviceError('BUNDLE_INVALID', `${name} does not stand at the root of the archive`);
        if (size > limits.documentBytes || files.length >= limits.bundleFiles)
          throw new DeviceError(
            'TOO_LARGE',
            `the bundle goes beyond ${limits.bundleFiles} files or ${name} is too long`,
          );
        files.push(await buffer(entry));
      }
      entry.resume();
    }
  } catch (cause) {
    if (cause instanceof DeviceError) throw cause;
    throw new DeviceError('BUNDLE_INVALID', 'the bundle is no readable tar archive', { cause });
  }
  return files;
}
