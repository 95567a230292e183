import { judgeContentDigest } from '../../http-signatures/content-digest.ts';
import { type ApiRequest, header } from '../http/api-request.ts';

const FAULTS = {
  missing: 'is missing',
  malformed: 'is no dictionary of byte sequences',
  'no-known-algorithm': 'has no sha-256',
  differs: 'is not that of the body',
} as const;

/** What is wrong with the Content-Digest of a request, whose body has to have one in SHA-256 (SIG-001, SIG-006). */
export function digestFault(request: ApiRequest): string | undefined {
  const field = header(request, 'content-digest');
  if (field === undefined && request.body.length === 0) return undefined;
  const verdict = judgeContentDigest(field, request.body, ['sha-256']);
  const all = verdict === 'matches' ? judgeContentDigest(field, request.body) : verdict;
  return all === 'matches' ? undefined : `Content-Digest ${FAULTS[all]}`;
}
