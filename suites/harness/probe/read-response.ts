import type { HeaderList, WireResponse } from '../../../simulator/protocol/exchange.ts';
import { headerValues } from '../../../simulator/protocol/exchange.ts';

/** A response read off the wire by hand, with what an ordinary HTTP client hides. */
export interface RawResponse extends WireResponse {
  /** `1.1` or `1.0`. */
  readonly httpVersion: string;
  /** What ended the body (RFC 9112, 6.3); `none` where the message has none by rule. */
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  /** Interim responses (1xx) that came first. */
  readonly interim: readonly number[];
}

export type Reading =
  | { readonly state: 'complete'; readonly response: RawResponse; readonly bytesUsed: number }
  | { readonly state: 'incomplete' }
  | { readonly state: 'malformed'; readonly reason: string };

const INCOMPLETE: Reading = { state: 'incomplete' };
const HEAD_END = '\r\n\r\n';
const STATUS_LINE = /^HTTP\/(1\.[01]) ([1-9]\d{2})(?: ([^\r\n]*))?$/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;
const MAX_HEAD = 256 * 1024;

/**
 * Reads one HTTP/1.1 response from the start of the bytes (RFC 9112); interim ones before it are passed over. `ended`
 * says that nothing follows, which completes a body that only the end of the connection delimits.
 */
export function readResponse(bytes: Buffer, method: string, ended: boolean): Reading {
  const interim: number[] = [];
  for (let start = 0; ; ) {
    const head = readHead(bytes, start);
    if ('state' in head) return head;
    if (head.status >= 100 && head.status < 200 && head.status !== 101) {
      interim.push(head.status);
      start = head.bodyAt;
      continue;
    }
    return readBody(bytes, head, method, ended, interim);
  }
}

interface Head {
  readonly httpVersion: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly bodyAt: number;
}

function readHead(bytes: Buffer, start: number): Head | Reading {
  const end = bytes.indexOf(HEAD_END, start, 'latin1');
  if (end === -1) {
    if (bytes.length - start > MAX_HEAD) return malformed(`no end of the header section in ${MAX_HEAD} bytes`);
    const begin = bytes.subarray(start, start + 5).toString('latin1');
    return 'HTTP/'.startsWith(begin) ? INCOMPLETE : malformed(`the answer begins with ${JSON.stringify(begin)}`);
  }
  const [line = '', ...fields] = bytes.subarray(start, end).toString('latin1').split('\r\n');
  const status = STATUS_LINE.exec(line);
  if (!status) return malformed(`status line ${JSON.stringify(line.slice(0, 120))}`);
  const headers: [string, string][] = [];
  for (const field of fields) {
    const [, name, value] = FIELD.exec(field) ?? [];
    if (name === undefined || value === undefined)
      return malformed(`header field line ${JSON.stringify(field.slice(0, 120))}`);
    headers.push([name, value]);
  }
  return {
    httpVersion: status[1] ?? '',
    status: Number(status[2]),
    statusText: status[3] ?? '',
    headers,
    bodyAt: end + HEAD_END.length,
  };
}

function readBody(bytes: Buffer, head: Head, method: string, ended: boolean, interim: readonly number[]): Reading {
  const { bodyAt, ...rest } = head;
  const complete = (framing: RawResponse['framing'], body: Buffer, bytesUsed: number): Reading => ({
    state: 'complete',
    response: { ...rest, framing, interim, body },
    bytesUsed,
  });
  const { status, headers } = head;
  if (method === 'HEAD' || status === 204 || status === 304 || status === 101)
    return complete('none', Buffer.alloc(0), bodyAt);
  const codings = headerValues(headers, 'transfer-encoding').join(',').toLowerCase();
  if (/(^|,)[ \t]*chunked[ \t]*$/.test(codings)) {
    const chunked = readChunks(bytes, bodyAt);
    return 'state' in chunked ? chunked : complete('chunked', chunked.body, chunked.end);
  }
  const lengths = new Set(headerValues(headers, 'content-length').flatMap((value) => value.split(/[ \t]*,[ \t]*/)));
  const [length] = lengths;
  if (length === undefined || codings !== '')
    return ended ? complete('close', bytes.subarray(bodyAt), bytes.length) : INCOMPLETE;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) return malformed(`Content-Length ${[...lengths].join(' and ')}`);
  const end = bodyAt + Number(length);
  return bytes.length < end ? INCOMPLETE : complete('length', bytes.subarray(bodyAt, end), end);
}

function readChunks(bytes: Buffer, start: number): { readonly body: Buffer; readonly end: number } | Reading {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
    if (lineEnd === -1) return INCOMPLETE;
    const line = bytes.subarray(at, lineEnd).toString('latin1');
    const [, digits] = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/.exec(line) ?? [];
    if (digits === undefined) return malformed(`chunk size ${JSON.stringify(line.slice(0, 60))}`);
    const size = Number.parseInt(digits, 16);
    const dataAt = lineEnd + 2;
    if (size === 0) {
      const end = trailersEnd(bytes, dataAt);
      return end === undefined ? INCOMPLETE : { body: Buffer.concat(chunks), end };
    }
    if (bytes.length < dataAt + size + 2) return INCOMPLETE;
    if (bytes.subarray(dataAt + size, dataAt + size + 2).toString('latin1') !== '\r\n')
      return malformed('a chunk is longer than its size says');
    chunks.push(bytes.subarray(dataAt, dataAt + size));
    at = dataAt + size + 2;
  }
}

function trailersEnd(bytes: Buffer, start: number): number | undefined {
  if (bytes.subarray(start, start + 2).toString('latin1') === '\r\n') return start + 2;
  const end = bytes.indexOf(HEAD_END, start, 'latin1');
  return end === -1 ? undefined : end + HEAD_END.length;
}

const malformed = (reason: string): Reading => ({ state: 'malformed', reason });
