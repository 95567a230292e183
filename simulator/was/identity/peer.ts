/** The SPIFFE ID of a client: what every record of it is kept under (GEN-007). */
export type ClientKey = string;

/** The client at the other end of a connection, as its SVID proves it. */
export interface Peer {
  readonly spiffeId: ClientKey;
  /** The last segment of its SPIFFE ID. */
  readonly clientId: string;
  /** When the SVID of the full handshake ends; no connection and no resumed session outlives it (TLS-006, TLS-007). */
  readonly validUntil: Date;
  /** It is known from the full handshake of a session that was resumed. */
  readonly resumed?: boolean;
}

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
