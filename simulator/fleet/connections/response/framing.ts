import type { HeadScanner } from './head-scanner.ts';

/** Where the body of an answer ends (RFC 9112, 6.3). */
export type Framing = 'none' | 'length' | 'chunked' | 'until-close';

export function framingOf({ status, facts }: HeadScanner, isHead: boolean): Framing {
  if (isHead || status === 204 || status === 304) return 'none';
  const { transferEncoding, contentLength } = facts;
  if (transferEncoding !== null) return lastCoding(transferEncoding) === 'chunked' ? 'chunked' : 'until-close';
  if (contentLength === 0) return 'none';
  return contentLength > 0 ? 'length' : 'until-close';
}

/** Whether another request may follow on the connection. */
export function keepsAlive({ status, minor, facts }: HeadScanner, framing: Framing): boolean {
  if (facts.saysClose || framing === 'until-close') return false;
  // A peer that encodes a body where there is none would send it as the next answer.
  if ((status === 204 || status === 304) && facts.transferEncoding !== null) return false;
  return minor === 1 || facts.saysKeepAlive;
}

const lastCoding = (transferEncoding: string): string | undefined =>
  transferEncoding
    .split(',')
    .map((coding) => coding.trim())
    .findLast((coding) => coding !== '');
