import { type Answer, empty } from '../http/answer.ts';
import { refuse } from './errors.ts';
import type { Handler } from './handler.ts';
import { rangeOf } from './range.ts';

/** GET and HEAD of a blob, whole or one range of it. */
export const getBlob: Handler<'blob'> = (request, { repository, digest }, { storage }) => {
  const bytes = storage.blob(repository, digest);
  if (bytes === undefined) return unknownBlob(digest);
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
    'Cache-Control': 'max-age=31536000',
  };
  if (request.headers['if-none-match'] === `"${digest}"`) return { status: 304, headers };
  const range = rangeOf(request.headers.range, bytes.length);
  if (range === 'whole') return { status: 200, headers, body: bytes };
  if (range === 'unsatisfiable') {
    return refuse('RANGE_INVALID', 'the blob has no such range', { 'Content-Range': `bytes */${bytes.length}` });
  }
  const { first, last } = range;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${bytes.length}` },
    body: bytes.subarray(first, last + 1),
  };
};

export const deleteBlob: Handler<'blob'> = (_request, { repository, digest }, { storage }) =>
  storage.deleteBlob(repository, digest) ? empty(202, { 'Docker-Content-Digest': digest }) : unknownBlob(digest);

const unknownBlob = (digest: string): Answer => refuse('BLOB_UNKNOWN', 'blob unknown to registry', {}, { digest });
