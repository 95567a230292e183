import type { Answer } from '../http/answer.ts';

/** What every record of a client is kept under: its SPIFFE ID (GEN-007), in 1.0.0-rc.2 its certificate (ONB-013). */
export type ClientKey = string;

/** The client that sends a request, as its SVID or its signature proves it. */
export interface Peer {
  readonly key: ClientKey;
  /** The last segment of its SPIFFE ID, or the id that it was given. */
  readonly clientId: string;
  /** When its certificate, in rc.3 that of the full handshake, ends; no connection and no resumed session outlives it (TLS-006, TLS-007). */
  readonly validUntil: Date;
  /** It is known from the full handshake of a session that was resumed. */
  readonly resumed?: boolean;
}

/** Whoever sends what needs no identity. */
export const ANONYMOUS: Peer = { key: '', clientId: '', validUntil: new Date(8.64e15) };

/** Who a request is of, or also the answer by which it is refused. */
export type Identified = { readonly peer: Peer } | { readonly peer: Peer; readonly refused: Answer };

export type Recognition =
  | { readonly recognised: true; readonly peer: Peer }
  | { readonly recognised: false; readonly reason: string };

/** Who this WAS is, and what it trusts. */
export interface Realm {
  readonly trustDomain: string;
  readonly wfmId: string;
  /** PEM, one certificate each. */
  readonly anchorsPem: readonly string[];
}
