import { gzipSync } from 'node:zlib';
import type { Behaviour } from '../behaviour.ts';
import { type Answer, empty, type Representation } from './answer.ts';
import { type ApiRequest, header } from './api-request.ts';

/**
 * Serves a representation: 304 where the caller holds it, the bytes otherwise. The tag is that of the decoded bytes
 * whatever the coding, as the specification has it (G-25).
 */
export function represent(behaviour: Behaviour, request: ApiRequest, representation: Representation): Answer {
  const { mediaType, body, digest } = representation;
  const etag = behaviour.etagOf(digest, mediaType);
  const codable = behaviour.mayEncode(mediaType);
  const headers = {
    ETag: etag,
    'Cache-Control': behaviour.cacheControlOf(mediaType),
    ...(codable ? { Vary: 'Accept-Encoding' } : {}),
  };
  if (behaviour.matchesIfNoneMatch(header(request, 'if-none-match'), etag)) return empty(304, headers);
  const described = { ...headers, 'Content-Type': mediaType };
  return codable && behaviour.acceptsGzip(header(request, 'accept-encoding'))
    ? { status: 200, headers: { ...described, 'Content-Encoding': 'gzip' }, body: gzipSync(body) }
    : { status: 200, headers: described, body };
}
