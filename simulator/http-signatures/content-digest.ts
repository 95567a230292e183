import { hash } from 'node:crypto';
import type { Dictionary } from 'structured-headers';
import { bytesOf, readDictionary } from './structured-fields.ts';

const HASHES = { 'sha-256': 'sha256', 'sha-512': 'sha512' } as const;

/** The algorithms of RFC 9530, 5 that are not deprecated. */
export type DigestAlgorithm = keyof typeof HASHES;

export type DigestVerdict =
  | 'missing'
  /** No dictionary of byte sequences. */
  | 'malformed'
  /** None of the algorithms that are accepted. */
  | 'no-known-algorithm'
  | 'matches'
  | 'differs';

const BOTH: readonly DigestAlgorithm[] = ['sha-256', 'sha-512'];

/** The value of a `Content-Digest` field for this body, a member for each algorithm (RFC 9530, 2). */
export function contentDigest(body: Uint8Array, algorithms: readonly DigestAlgorithm[] = ['sha-256']): string {
  return algorithms.map((algorithm) => `${algorithm}=:${hash(HASHES[algorithm], body, 'base64')}:`).join(', ');
}

/** Judges the combined value of a `Content-Digest` field; every digest by an accepted algorithm has to match, others are passed over. */
export function judgeContentDigest(
  fieldValue: string | undefined,
  body: Uint8Array,
  accepted: readonly DigestAlgorithm[] = BOTH,
): DigestVerdict {
  if (fieldValue === undefined) return 'missing';
  let members: Dictionary;
  try {
    members = readDictionary(fieldValue);
  } catch {
    return 'malformed';
  }
  const digests = new Map([...members].map(([algorithm, member]) => [algorithm, bytesOf(member)]));
  if (members.size === 0 || [...digests.values()].includes(undefined)) return 'malformed';
  const known = accepted.filter((algorithm) => digests.has(algorithm));
  if (known.length === 0) return 'no-known-algorithm';
  const matches = (algorithm: DigestAlgorithm): boolean =>
    hash(HASHES[algorithm], body, 'buffer').equals(digests.get(algorithm) ?? new Uint8Array());
  return known.every(matches) ? 'matches' : 'differs';
}
