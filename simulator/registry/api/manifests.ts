import { type Answer, empty } from '../http/answer.ts';
import { digestOf } from '../storage/digest.ts';
import { refuse } from './errors.ts';
import { isDigest, isSha256, isTag } from './grammar.ts';
import type { Handler } from './handler.ts';
import { isManifestType, readManifestDocument } from './manifest-document.ts';

/** GET and HEAD of a manifest, by tag or digest. */
export const getManifest: Handler<'manifest'> = (request, { repository, reference }, { storage }) => {
  const manifest = storage.manifest(repository, reference);
  if (manifest === undefined) return unknownManifest(reference);
  const { digest, mediaType, bytes } = manifest;
  const headers = { 'Content-Type': mediaType, 'Docker-Content-Digest': digest, ETag: `"${digest}"` };
  if (request.headers['if-none-match'] === `"${digest}"`) return { status: 304, headers };
  return { status: 200, headers, body: bytes };
};

/** PUT: takes a manifest as it is, once everything that it refers to is there. */
export const putManifest: Handler<'manifest'> = async (request, { repository, reference }, { storage, limits }) => {
  if (!isTag(reference) && !isSha256(reference)) {
    return refuse('DIGEST_INVALID', 'this registry stores under sha256 only', {}, { digest: reference });
  }
  const body = await request.read(limits.manifestBytes);
  if (body.kind === 'too-large') return refuse('SIZE_INVALID', 'the manifest is larger than this registry takes');
  if (body.kind === 'aborted') return refuse('MANIFEST_INVALID', 'the manifest ended early');
  const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? '';
  if (!isManifestType(mediaType)) return refuse('MANIFEST_INVALID', 'the content type is not that of a manifest');
  const document = readManifestDocument(body.bytes, mediaType);
  if (document === undefined) return refuse('MANIFEST_INVALID', 'the content is no manifest of its type');
  if (document.mediaType !== undefined && document.mediaType !== mediaType) {
    return refuse('MANIFEST_INVALID', 'the manifest says another media type than the request');
  }
  if (document.subject !== undefined && !isDigest(document.subject)) {
    return refuse('MANIFEST_INVALID', 'the subject has no digest');
  }
  const missing =
    document.blobs.find((digest) => storage.blob(repository, digest) === undefined) ??
    document.manifests.find((digest) => storage.manifest(repository, digest) === undefined);
  if (missing !== undefined) {
    return refuse(
      'MANIFEST_BLOB_UNKNOWN',
      'the manifest refers to what is not there',
      {},
      { digest: missing.slice(0, 200) },
    );
  }
  if (isSha256(reference) && digestOf(body.bytes) !== reference) {
    return refuse('DIGEST_INVALID', 'the manifest has another digest', {}, { digest: reference });
  }
  const digest = storage.putManifest(repository, mediaType, body.bytes, isTag(reference) ? reference : undefined);
  return empty(201, {
    Location: `/v2/${repository}/manifests/${digest}`,
    'Docker-Content-Digest': digest,
    ...(document.subject !== undefined && { 'OCI-Subject': document.subject }),
  });
};

export const deleteManifest: Handler<'manifest'> = (_request, { repository, reference }, { storage }) =>
  storage.deleteManifest(repository, reference) ? empty(202) : unknownManifest(reference);

const unknownManifest = (reference: string): Answer =>
  refuse('MANIFEST_UNKNOWN', 'manifest unknown', {}, { reference });
