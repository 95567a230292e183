import { type Descriptor, describe, type ImageManifest } from '../documents.ts';
import { OCI_MANIFEST } from '../media-types.ts';
import { OciError } from '../oci-error.ts';
import type { RepositoryName, Tag } from '../reference.ts';
import { discard, field } from './answers.ts';
import type { BlobContent } from './registry-client.ts';
import type { Session } from './session.ts';

/** Pushes a blob in one piece, unless the registry has it. */
export async function pushBlob(
  session: Session,
  name: RepositoryName,
  { mediaType, bytes, annotations }: BlobContent,
  signal?: AbortSignal,
): Promise<Descriptor> {
  const deadline = session.deadline(signal, session.limits.downloadMs);
  const descriptor = describe(mediaType, bytes, annotations);
  const { digest } = descriptor;
  const what = `blob ${name} ${digest}`;
  const there = await session.ask(
    { method: 'HEAD', name, url: session.url(`${name}/blobs/${digest}`), what, accepted: [200, 404] },
    deadline,
  );
  await discard(there.answer);
  if (there.answer.statusCode === 200) return descriptor;

  const opened = await session.ask(
    { method: 'POST', name, url: session.url(`${name}/blobs/uploads/`), what: `an upload to ${name}`, accepted: [202] },
    deadline,
  );
  const location = field(opened.answer, 'location');
  await discard(opened.answer);
  const url = location === null ? null : URL.parse(location, session.url(`${name}/blobs/uploads/`).href);
  if (url?.protocol !== 'https:' || url.host !== session.host)
    throw new OciError('REGISTRY_REDIRECT_REFUSED', `${session.host} wants an upload to be sent to another host`);
  url.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const stored = await session.ask({ method: 'PUT', name, url, headers, body: bytes, what, accepted: [201] }, deadline);
  await discard(stored.answer);
  return descriptor;
}

/** Pushes a manifest whose blobs are there, under a tag or else under its digest. */
export async function pushManifest(
  session: Session,
  name: RepositoryName,
  manifest: ImageManifest,
  tag?: Tag,
  signal?: AbortSignal,
): Promise<Descriptor> {
  const deadline = session.deadline(signal);
  const body = new TextEncoder().encode(JSON.stringify({ ...manifest, mediaType: OCI_MANIFEST }));
  const descriptor = describe(OCI_MANIFEST, body);
  const reference = tag ?? descriptor.digest;
  const { answer } = await session.ask(
    {
      method: 'PUT',
      name,
      url: session.url(`${name}/manifests/${reference}`),
      headers: { 'content-type': OCI_MANIFEST },
      body,
      what: `manifest ${name} ${reference}`,
      accepted: [201],
    },
    deadline,
  );
  await discard(answer);
  return descriptor;
}
