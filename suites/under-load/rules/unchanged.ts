import { header } from '../../../simulator/protocol/exchange.ts';
import { broken } from '../../oracles/judgement.ts';
import { cachedBriefly } from '../../oracles/manifest-caching.ts';
import { notModified } from '../../oracles/not-modified.ts';
import { fingerprint } from '../memory/fingerprint.ts';
import type { Standpoint, Subject } from '../subject.ts';
import { confirmSuspicions, isListed } from './suspicions.ts';

/** The validator of a request, where it is a single entity tag: what a list or an asterisk means here is open (G-24). */
export const singleTag = (field: string | undefined): string | undefined =>
  field === undefined || field.includes(',') || field === '*' ? undefined : field;

/** 304 to a poll: to the current ETag, as far as the client can know it, without a body and for no cache to keep. */
export function judgeUnchanged(standpoint: Standpoint, subject: Subject): void {
  const { bench, memory, revision } = standpoint;
  const { request, response, row, judged } = subject;
  bench.judge('DSM-006', notModified(response));
  bench.judge('DSM-019', cachedBriefly(response.headers, revision.traits.artifactVisibility));
  const field = header(request.headers, 'if-none-match');
  if (field === undefined) bench.judge('DSM-006', broken('200, because no If-None-Match was sent', 'status 304'));
  const tag = singleTag(field);
  const current = memory.clients.etags[row] ?? 0;
  if (tag === undefined || current === 0) return;
  if (fingerprint(tag) === current)
    confirmSuspicions(standpoint, subject, (about) => isListed(standpoint, judged.device, about));
  else
    bench.judge(
      'DSM-006',
      broken(
        `200, because the last manifest that the client was given, version ${memory.clients.versions[row]}, has another ETag than its If-None-Match names`,
        `status 304 to ${tag}`,
      ),
    );
}
