import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Descriptor, readManifest } from '../documents.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../media-types.ts';
import { OciError } from '../oci-error.ts';
import { isOciDigest, type OciDigest, type RegistryHost, type RepositoryName, type Tag } from '../reference.ts';
import { bodyOf, discard, field } from './answers.ts';
import type { ResolvedManifest } from './registry-client.ts';
import type { Session } from './session.ts';
import { wireError } from './wire-errors.ts';

/** Gets a manifest, computes its digest, and compares that with all that was said of it. */
export async function resolveManifest(
  session: Session,
  name: RepositoryName,
  reference: Tag | OciDigest,
  signal?: AbortSignal,
): Promise<ResolvedManifest> {
  const deadline = session.deadline(signal);
  const what = `manifest ${name} ${reference}`;
  const url = session.url(`${name}/manifests/${reference}`);
  const headers = { accept: `${OCI_MANIFEST}, ${OCI_INDEX}` };
  const { answer, host } = await session.ask({ method: 'GET', name, url, headers, what, accepted: [200] }, deadline);
  const said = field(answer, 'docker-content-digest');
  const type = field(answer, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  const bytes = await bodyOf(answer, host, session.limits.documentBytes, deadline);
  if (said !== null && !isOciDigest(said)) throw malformed(host, what, 'has a Docker-Content-Digest that is no digest');
  for (const expected of [reference, said]) if (isOciDigest(expected)) verify(bytes, expected, what, host);
  const reading = readManifest(bytes);
  if (reading.kind === 'invalid') throw malformed(host, what, reading.reason);
  if ((type === OCI_MANIFEST || type === OCI_INDEX) && type !== reading.mediaType)
    throw malformed(host, what, `is served as ${type} and is ${reading.mediaType}`);
  const digest = isOciDigest(reference) ? reference : digestAs('sha256', bytes);
  return { digest, bytes, reading };
}

/** Gets a blob into a new file; while it comes it stands beside that under another name. */
export async function downloadBlob(
  session: Session,
  name: RepositoryName,
  blob: Descriptor,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = session.deadline(signal, session.limits.downloadMs);
  const what = `blob ${name} ${blob.digest}`;
  bound(blob, session.limits.blobBytes, what);
  const url = session.url(`${name}/blobs/${blob.digest}`);
  const { answer, host } = await session.ask({ method: 'GET', name, url, what, accepted: [200] }, deadline);
  const partial = `${file}.${randomUUID()}.part`;
  const hash = createHash(blob.digest.startsWith('sha512') ? 'sha512' : 'sha256');
  let length = 0;
  try {
    await pipeline(
      answer.body,
      async function* measured(chunks: AsyncIterable<unknown>) {
        for await (const chunk of chunks) {
          if (!(chunk instanceof Uint8Array)) throw new TypeError('a body is bytes');
          length += chunk.length;
          if (length > blob.size) throw mismatch(host, what, `more than the ${blob.size} bytes that were announced`);
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(partial, { flags: 'wx', mode: 0o600 }),
      { signal: deadline.signal },
    );
    const digest = `${blob.digest.split(':')[0]}:${hash.digest('hex')}`;
    if (digest !== blob.digest) throw mismatch(host, what, digest);
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true });
    throw deadline.cut(cause, host) ?? (isFileError(cause) ? cause : wireError(cause, host));
  }
}

/** Gets a small blob into memory. */
export async function readBlob(
  session: Session,
  name: RepositoryName,
  blob: Descriptor,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const deadline = session.deadline(signal);
  const what = `blob ${name} ${blob.digest}`;
  bound(blob, session.limits.documentBytes, what);
  const url = session.url(`${name}/blobs/${blob.digest}`);
  const { answer, host } = await session.ask({ method: 'GET', name, url, what, accepted: [200] }, deadline);
  const length = Number(field(answer, 'content-length') ?? blob.size);
  if (length !== blob.size) {
    await discard(answer);
    throw mismatch(host, what, `${length} bytes instead of ${blob.size}`);
  }
  const bytes = await bodyOf(answer, host, session.limits.documentBytes, deadline);
  verify(bytes, blob.digest, what, host);
  return bytes;
}

function bound({ size }: Descriptor, maxBytes: number, what: string): void {
  if (size > maxBytes)
    throw new OciError('ARTIFACT_TOO_LARGE', `${what} is announced with ${size} bytes, at most ${maxBytes} are taken`);
}

function verify(bytes: Uint8Array, expected: OciDigest, what: string, host: RegistryHost): void {
  const actual = digestAs(expected.startsWith('sha512') ? 'sha512' : 'sha256', bytes);
  if (actual !== expected) throw mismatch(host, what, `${actual} where ${expected} was announced`);
}

function digestAs(algorithm: 'sha256' | 'sha512', bytes: Uint8Array): OciDigest {
  const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (!isOciDigest(digest)) throw new TypeError(`${digest} is no digest`);
  return digest;
}

const isFileError = (cause: unknown): boolean =>
  cause instanceof Error && 'syscall' in cause && 'path' in cause && typeof cause.path === 'string';

const mismatch = (host: RegistryHost, what: string, came: string): OciError =>
  new OciError('DIGEST_MISMATCH', `${host} answered ${what} with ${came}; it was damaged or exchanged and is not used`);

const malformed = (host: RegistryHost, what: string, reason: string): OciError =>
  new OciError('REGISTRY_MALFORMED', `${what} of ${host} ${reason}`);
