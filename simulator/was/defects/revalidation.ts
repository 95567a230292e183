import { header } from '../http/api-request.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, resourceOf, withStatus } from './exchanges.ts';

const revalidating = (matches: (field: string | undefined, etag: string, correct: boolean) => boolean): Fault =>
  replacing((behaviour) => ({
    matchesIfNoneMatch: (field, etag) => matches(field, etag, behaviour.matchesIfNoneMatch(field, etag)),
  }));

/** Writes a 304 with a body, which the HTTP library would not let pass. */
const bodyOn304: Fault = replacing((behaviour) => ({
  deliver: (response, answer) => {
    if (answer.status !== 304) return behaviour.deliver(response, answer);
    const body = 'not modified';
    const headers = Object.entries({ ...answer.headers, 'Content-Length': String(body.length), Connection: 'close' });
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    response.socket?.end(`HTTP/1.1 304 Not Modified\r\n${head}\r\n${body}`);
  },
}));

export const REVALIDATION_DEFECTS: readonly Defect[] = [
  defect(
    'never-304-for-manifest',
    ['DSM-006'],
    'If-None-Match is not looked at for the manifest',
    perResource('manifest', () => false),
  ),
  defect(
    'always-304',
    ['DSM-006', 'DSA-001', 'DSA-005'],
    'any If-None-Match gets 304',
    revalidating((field) => field !== undefined),
  ),
  defect('stale-tag-gets-304', ['DSM-006'], 'a tag of a former manifest gets 304', perInstance(formerTags)),
  defect('body-on-304', ['DSM-006'], '304 comes with a body', bodyOn304),
  defect(
    'former-tags-get-304-after-withdrawal',
    ['DSM-006'],
    'a tag that a client held when it had more to run gets 304',
    perInstance(longestTags),
  ),
  defect(
    'if-none-match-list-not-read',
    ['DSM-006'],
    'only a single tag in If-None-Match is understood',
    revalidating((field, _etag, correct) => correct && field?.includes(',') !== true),
  ),
  defect(
    'if-none-match-first-only',
    ['DSM-006'],
    'only the first of several tags in If-None-Match is looked at',
    revalidating(
      (field, etag, correct) => correct && (field === '*' || field?.split(',')[0]?.trim().replace(/^W\//, '') === etag),
    ),
  ),
  defect(
    'if-none-match-weak-not-equal',
    ['DSM-006'],
    'a weak tag in If-None-Match never matches',
    revalidating((field, _etag, correct) => correct && field?.includes('W/') !== true),
  ),
  defect(
    'if-none-match-star-not-known',
    ['DSM-006'],
    'If-None-Match: * never matches',
    revalidating((field, _etag, correct) => correct && field?.trim() !== '*'),
  ),
  defect(
    'if-none-match-by-substring',
    ['DSM-006'],
    'a tag that is only part of the current one matches',
    revalidating(
      (field, etag, correct) =>
        correct || (field !== undefined && field.length > 4 && etag.includes(field.replaceAll('"', ''))),
    ),
  ),
  defect(
    'manifest-304-is-412',
    ['DSM-006'],
    'a matching tag gets 412',
    answering({ resource: 'manifest', status: 304 }, withStatus(412)),
  ),
  defect(
    'artifact-304-for-other-tag',
    ['DSA-007', 'DSA-001'],
    'an artifact gets 304 whatever the tag',
    perResource('deployment', (field) => field !== undefined),
  ),
  defect(
    'bundle-304-for-other-tag',
    ['DSA-007', 'DSA-005'],
    'a bundle gets 304 whatever the tag',
    perResource('bundle', (field) => field !== undefined),
  ),
];

/** Replaces the comparison for one resource, by taking the field away or by putting a matching one in. */
function perResource(
  resource: 'manifest' | 'deployment' | 'bundle',
  matches: (field: string | undefined) => boolean,
): Fault {
  return replacing((behaviour) => ({
    exchange: (request, next) => {
      const field = header(request, 'if-none-match');
      if (resourceOf(request) !== resource || field === undefined) return behaviour.exchange(request, next);
      const headers = { ...request.headers, 'if-none-match': matches(field) ? '*' : undefined };
      return behaviour.exchange({ ...request, headers }, next);
    },
  }));
}

/** The tag of the longest manifest so far of each client stays good for it. */
function longestTags(): Fault {
  const longest = new Map<string, { readonly length: number; readonly etag: string | undefined }>();
  return replacing((behaviour) => ({
    exchange: async (request, next) => {
      const answer = await behaviour.exchange(request, next);
      if (resourceOf(request) !== 'manifest' || answer.status !== 200) return answer;
      const { key } = request.peer;
      const best = longest.get(key);
      const length = answer.body?.length ?? 0;
      if (!best || length > best.length) longest.set(key, { length, etag: answer.headers['ETag'] });
      const held = best !== undefined && header(request, 'if-none-match') === best.etag;
      return held ? { status: 304, headers: answer.headers } : answer;
    },
  }));
}

function formerTags(): Fault {
  const former = new Set<string>();
  return replacing((behaviour) => ({
    matchesIfNoneMatch: (field, etag) => {
      const known = field !== undefined && former.has(field);
      former.add(etag);
      return known || behaviour.matchesIfNoneMatch(field, etag);
    },
  }));
}
