import { gzipSync } from 'node:zlib';
import { type BundleFile, tar } from '../../desired-state/tar.ts';

/** As `tar -C folder -cz .` names files, in a gzip file of several members (RFC 1952 section 2.2). */
export function obstinateArchive(files: readonly BundleFile[]): Buffer {
  const archive = tar(files.map(({ name, body }) => ({ name: `./${name}`, body })));
  const middle = Math.floor(archive.length / 2);
  return Buffer.concat([gzipSync(archive.subarray(0, middle), { level: 0 }), gzipSync(archive.subarray(middle))]);
}
