import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { RegistryClient } from '../../oci/client/registry-client.ts';
import type { Descriptor } from '../../oci/documents.ts';
import type { OciDigest, RepositoryName } from '../../oci/reference.ts';

/** A folder of its own for each manifest: what is in it never changes. */
export async function folderOf(cacheDir: string, digest: OciDigest): Promise<string> {
  const folder = join(cacheDir, digest.replace(':', '-'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Downloads a blob, unless it is there, whole, from an earlier time. */
export async function keep(
  client: RegistryClient,
  name: RepositoryName,
  blob: Descriptor,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  if (!(await hasContent(file, blob.digest))) await client.download(name, blob, file, signal);
}

async function hasContent(file: string, digest: OciDigest): Promise<boolean> {
  const [algorithm = ''] = digest.split(':');
  const hash = createHash(algorithm);
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return false;
  }
  return `${algorithm}:${hash.digest('hex')}` === digest;
}
