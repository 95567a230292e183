import type { WireRequest } from '../../../protocol/exchange.ts';

/** Whether the client lets the connection live on after the answer. */
export type Persistence = 'keep-alive' | 'close';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const TARGET = /^[\x21-\x7e]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Methods that mean something by a body: one of no bytes is said, too (RFC 9110, 8.6). */
const WITH_CONTENT: ReadonlySet<string> = new Set(['PUT', 'POST', 'PATCH']);
/** Say where a request ends and where it goes, which is nobody's affair but the writer's. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * A request as HTTP/1.1 has it on the wire, in the order of `simulator/protocol/wire.ts`.
 * @param host of the endpoint, with its port where that is not the scheme's own
 * @throws TypeError REQUEST_UNSAFE: what would end a line early, or the request
 */
export function requestBytes(request: WireRequest, host: string, persistence: Persistence): Buffer {
  const { method, path, headers, body } = request;
  if (!TOKEN.test(method)) throw unsafe('the method', method);
  if (!TARGET.test(path)) throw unsafe('the path', path);
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${persistence}\r\n`;
  for (const [name, value] of headers) {
    if (!TOKEN.test(name) || OWN_FIELDS.has(name.toLowerCase())) throw unsafe('the name of a header field', name);
    if (!VALUE.test(value)) throw unsafe(`the value of ${name}`, value);
    head += `${name}: ${value}\r\n`;
  }
  const length = body?.length ?? 0;
  if (length > 0 || WITH_CONTENT.has(method)) head += `content-length: ${length}\r\n`;
  const start = Buffer.from(`${head}\r\n`, 'latin1');
  return body === null || length === 0 ? start : Buffer.concat([start, body]);
}

const unsafe = (what: string, received: string): TypeError =>
  new TypeError(`REQUEST_UNSAFE: ${what} is ${JSON.stringify(received)}, which does not fit into a request`);

/** What `requestBytes` has made of a request without a body, for transcripts; fields that it adds itself are left out. */
export function requestFrom(bytes: Buffer): WireRequest {
  const [start = '', , , ...lines] = bytes.toString('latin1').split('\r\n').slice(0, -2);
  const [method = '', path = ''] = start.split(' ');
  const headers = lines.map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)] as const;
  });
  return { method, path, headers, body: null };
}
