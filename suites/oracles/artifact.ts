import { headerValues, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { decodedBody } from './content-coding.ts';
import { sha256Digest } from './digest.ts';
import { type Judgement, judgeThat } from './judgement.ts';

/** 200, and a body that has this digest once its content coding is undone (DSM-012, DIG-002). */
export function sentWithDigest(response: WireResponse, digest: string): Judgement {
  const expected = `200 with the bytes of ${digest}`;
  if (response.status !== 200) return judgeThat(false, expected, `status ${response.status}`);
  const decoded = decodedBody(response);
  if ('undecodable' in decoded) return decoded.undecodable;
  const actual = sha256Digest(decoded.bytes);
  return judgeThat(actual === digest, expected, `200 with the bytes of ${actual}`);
}

/** What a client that holds an artifact may be told: the same bytes again, or that nothing changed (DSA-007, G-08). */
export function revalidated(response: WireResponse, digest: string): Judgement {
  if (response.status !== 304) return sentWithDigest(response, digest);
  return judgeThat(
    response.body.length === 0,
    '304 without a body, or 200 with the artifact',
    `304 with a body of ${response.body.length} bytes`,
  );
}

/** One strong entity tag: the digest of the path, in quotes, whatever the content coding (DSA-003, G-07, G-25). */
export function taggedWithDigest(response: WireResponse, digest: string): Judgement {
  const values = headerValues(response.headers, 'etag');
  return judgeThat(
    values.length === 1 && values[0] === `"${digest}"`,
    `one field ETag: "${digest}"`,
    `ETag: ${values.join(' | ') || 'none'}`,
  );
}

/** Kept as it was or given up: which of the two is open, other bytes are not (DSA-001, G-30). */
export const keptOrGone = (response: WireResponse, digest: string): Judgement =>
  response.status === 404 ? judgeThat(true, '', '') : sentWithDigest(response, digest);
