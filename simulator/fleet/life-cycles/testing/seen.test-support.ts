import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came to a server, and what became of it; times in milliseconds of `performance.now()`. */
export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Head and body, as they came over TLS. */
  readonly bytes: Buffer;
  /** Null where nothing was answered. */
  readonly answer: SeenAnswer | null;
}

export interface SeenAnswer {
  readonly at: number;
  readonly status: number;
  /** Milliseconds that the client was asked to wait; null: nothing was said. */
  readonly retryAfterMs: number | null;
}

/** What became of a handshake: `broken` where either side went without saying what was wrong with a certificate. */
export type Handshake = 'done' | 'broken' | (string & {});

/** `turned-away`: closed by the server before it answered anything. */
export type Ending = 'orderly' | 'reset' | 'turned-away' | 'open';

export interface SeenConnection {
  readonly openedAt: number;
  /** How long the handshake took; null where it did not come to an end. */
  readonly handshakeMs: number | null;
  readonly handshake: Handshake;
  readonly peer: SeenPeer | null;
  readonly requests: readonly SeenRequest[];
  readonly ending: Ending;
  /** Null while it is open. */
  readonly closedAt: number | null;
}

/** Who presented a certificate. */
export interface SeenPeer {
  readonly spiffeId: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
}
