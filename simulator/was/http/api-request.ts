import type { IncomingHttpHeaders } from 'node:http';
import type { Peer } from '../identity/peer.ts';

/** One request of an authenticated peer, its body read to the end. */
export interface ApiRequest {
  readonly method: string;
  /** As it stood in the request line, without the query. */
  readonly path: string;
  /** Without the question mark; the interface has no queries. */
  readonly query: string;
  /** Percent-decoded parts of the path, by the names of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly peer: Peer;
  /** Which listener it came in by. */
  readonly endpoint: string;
}

export const header = (request: Pick<ApiRequest, 'headers'>, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
};
