import { type Answer, empty } from '../http/answer.ts';
import type { RegistryRequest } from '../http/request.ts';
import { digestOf } from '../storage/digest.ts';
import { refuse } from './errors.ts';
import { isRepositoryName, isSha256 } from './grammar.ts';
import type { Handler, RouteOf, Shelves } from './handler.ts';

/** POST: begins an upload, takes a whole blob at once, or lends one from another repository. */
export const beginUpload: Handler<'uploads'> = async (request, { repository }, shelves) => {
  const { storage, uploads } = shelves;
  const mount = request.query.get('mount');
  const from = request.query.get('from') ?? '';
  const lent = mount !== null && isRepositoryName(from) ? storage.blob(from, mount) : undefined;
  if (lent !== undefined) return created(repository, storage.putBlob(repository, lent));
  const digest = request.query.get('digest');
  if (digest !== null) return storeBlob(request, repository, digest, new Uint8Array(), shelves);
  return underWay(202, repository, uploads.begin(repository), 0);
};

/** PATCH: the next chunk; with a Content-Range it must begin where the last one ended. */
export const appendChunk: Handler<'upload'> = async (request, { repository, id }, { uploads, limits }) => {
  const length = uploads.lengthOf(repository, id);
  if (length === undefined) return unknownUpload(id);
  const start = /^(\d+)-\d+$/.exec(request.headers['content-range'] ?? `${length}-0`)?.[1];
  if (start === undefined || Number(start) !== length) {
    return refuse(
      'BLOB_UPLOAD_INVALID',
      'the chunk does not begin where the upload ends',
      positionOf(repository, id, length),
    );
  }
  const body = await request.read(limits.blobBytes - length);
  if (body.kind !== 'whole') return refuseBody(body.kind);
  if (uploads.lengthOf(repository, id) !== length) return unknownUpload(id);
  uploads.append(repository, id, body.bytes);
  return underWay(202, repository, id, length + body.bytes.length);
};

/** PUT: the last chunk, perhaps an empty one, and the digest of the whole. */
export const endUpload: Handler<'upload'> = async (request, { repository, id }, shelves) => {
  const { uploads } = shelves;
  if (uploads.lengthOf(repository, id) === undefined) return unknownUpload(id);
  const digest = request.query.get('digest');
  if (digest === null) return refuse('DIGEST_INVALID', 'the query names no digest');
  return storeBlob(request, repository, digest, uploads.take(repository, id), shelves);
};

export const uploadStatus: Handler<'upload'> = (_request, { repository, id }, { uploads }) => {
  const length = uploads.lengthOf(repository, id);
  return length === undefined ? unknownUpload(id) : underWay(204, repository, id, length);
};

export const cancelUpload: Handler<'upload'> = (_request, { repository, id }, { uploads }) => {
  if (uploads.lengthOf(repository, id) === undefined) return unknownUpload(id);
  uploads.take(repository, id);
  return empty(204);
};

async function storeBlob(
  request: RegistryRequest,
  repository: string,
  digest: string,
  before: Uint8Array,
  { storage, limits }: Shelves,
): Promise<Answer> {
  if (!isSha256(digest)) return refuse('DIGEST_INVALID', 'the digest is not one of sha256', {}, { digest });
  const body = await request.read(limits.blobBytes - before.length);
  if (body.kind !== 'whole') return refuseBody(body.kind);
  const bytes = Buffer.concat([before, body.bytes]);
  if (digestOf(bytes) !== digest) return refuse('DIGEST_INVALID', 'the content has another digest', {}, { digest });
  return created(repository, storage.putBlob(repository, bytes));
}

const created = (repository: string, digest: string): Answer =>
  empty(201, { Location: `/v2/${repository}/blobs/${digest}`, 'Docker-Content-Digest': digest });

/** The end of a range is its last byte, so that none and one look alike: docker's registry says 0-0 for both. */
const positionOf = (repository: string, id: string, length: number): Record<string, string> => ({
  Location: `/v2/${repository}/blobs/uploads/${id}`,
  'Docker-Upload-UUID': id,
  Range: `0-${Math.max(length - 1, 0)}`,
});

const underWay = (status: number, repository: string, id: string, length: number): Answer =>
  status === 204
    ? { status, headers: positionOf(repository, id, length) }
    : empty(status, positionOf(repository, id, length));

const unknownUpload = (id: RouteOf<'upload'>['id']): Answer =>
  refuse('BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry', {}, { id: id.slice(0, 64) });

const refuseBody = (kind: 'too-large' | 'aborted'): Answer =>
  kind === 'too-large'
    ? refuse('SIZE_INVALID', 'the content is larger than this registry takes')
    : refuse('BLOB_UPLOAD_INVALID', 'the content ended early');
