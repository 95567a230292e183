import type { IncomingHttpHeaders } from 'node:http';
import type { Peer } from '../identity/peer.ts';

/** What a path stands for. */
export type ResourceName =
  | 'capabilities'
  | 'manifest'
  | 'deployment'
  | 'bundle'
  | 'status'
  /** Before mutual TLS: the certificate to trust, and the call by which a client is taken in. */
  | 'root-certificate'
  | 'onboarding'
  /** Where a client gets its bearer token. */
  | 'token'
  | 'repository'
  | 'unknown';

export type FieldLine = readonly [name: string, value: string];

/** One request of an authenticated peer, its body read to the end. */
export interface ApiRequest {
  readonly method: string;
  /** As it stood in the request line, without the query. */
  readonly path: string;
  /** The request line's target as it stood there, query included. */
  readonly target: string;
  /** Without the question mark; the interface has no queries. */
  readonly query: string;
  readonly resource: ResourceName;
  /** Percent-decoded parts of the path, by the names of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Field lines as they came, in their order. */
  readonly fields: readonly FieldLine[];
  readonly body: Buffer;
  readonly peer: Peer;
  /** Which listener it came in by. */
  readonly endpoint: string;
}

export const header = (request: Pick<ApiRequest, 'headers'>, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
};
