import { headerValues, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { sha256Digest } from './digest.ts';
import { type Judgement, judgeThat } from './judgement.ts';

/** One strong entity tag: the digest of the exact body, in quotes (DSM-017). */
export function strongDigestEtag(response: WireResponse): Judgement {
  const expected = `"${sha256Digest(response.body)}"`;
  const values = headerValues(response.headers, 'etag');
  return judgeThat(
    values.length === 1 && values[0] === expected,
    `one field ETag: ${expected}`,
    `ETag: ${values.join(' | ') || 'none'}`,
  );
}
