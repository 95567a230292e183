/** One request and what came of it, as it was on the wire. */

export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface WireRequest {
  readonly method: string;
  /** Path and query, absolute from the origin. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
}

export interface WireResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  /** As received: content codings are still applied. */
  readonly body: Uint8Array;
}

export type WireFailureCode =
  | 'CONNECTION_REFUSED'
  | 'CONNECTION_CLOSED'
  | 'NAME_NOT_FOUND'
  | 'TLS_FAILED'
  | 'TIMED_OUT'
  | 'BODY_TOO_LARGE'
  | 'MALFORMED_RESPONSE'
  | 'ABORTED';

export interface WireFailure {
  readonly code: WireFailureCode;
  readonly message: string;
}

export type Outcome =
  | { readonly kind: 'response'; readonly response: WireResponse }
  | { readonly kind: 'failure'; readonly failure: WireFailure };

export interface Exchange {
  /** Who sent it, for the transcript. */
  readonly actor: string;
  /** `https://host:port` */
  readonly origin: string;
  readonly request: WireRequest;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
}

/** All values of a header field, in order; names compare without case (RFC 9110, 5.1). */
export const headerValues = (headers: HeaderList, name: string): readonly string[] =>
  headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);

/** The combined value of a field as RFC 9110, 5.3 joins it; undefined where the field is absent. */
export function header(headers: HeaderList, name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}
