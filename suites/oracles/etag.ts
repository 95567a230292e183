import { type HeaderList, headerValues, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { decodedBody } from './content-coding.ts';
import { sha256Digest } from './digest.ts';
import { type Judgement, judgeThat } from './judgement.ts';

/** One field with one entity tag, weak or strong (RFC 9110, 8.8.3). */
export function validEtag(response: WireResponse): Judgement {
  const values = headerValues(response.headers, 'etag');
  return judgeThat(
    values.length === 1 && /^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(values[0] ?? ''),
    'one field ETag with an entity tag in quotation marks',
    `ETag: ${values.join(' | ') || 'none'}`,
  );
}

/** One strong entity tag: the digest of the exact body, codings undone, in quotes (DSM-017, G-25). */
export function strongDigestEtag(response: WireResponse): Judgement {
  const decoded = decodedBody(response);
  return 'undecodable' in decoded ? decoded.undecodable : taggedByDigest({ ...response, ...decoded });
}

/** As {@link strongDigestEtag}, for a body whose codings are undone already. */
export function taggedByDigest({ headers, bytes }: Tagged): Judgement {
  const expected = `"${sha256Digest(bytes)}"`;
  const values = headerValues(headers, 'etag');
  return judgeThat(
    values.length === 1 && values[0] === expected,
    `one field ETag: ${expected}`,
    `ETag: ${values.join(' | ') || 'none'}`,
  );
}

interface Tagged {
  readonly headers: HeaderList;
  readonly bytes: Uint8Array;
}
