import type { PeerVerifier, TlsCredential, WireLimits } from '../../protocol/revision.ts';
import type { ConnectionPlan } from '../plan/plan.ts';

/** What the connections of a slice to one endpoint have in common. */
export interface ConnectionsOptions {
  readonly endpoint: URL;
  /** PEM of the anchors that the peer's certificate has to lead to. */
  readonly anchors: string;
  readonly plan: ConnectionPlan;
  readonly limits: WireLimits;
  /** Of all heads read for one answer; default 16 KiB. */
  readonly maxHeadBytes?: number;
  /** Judges the peer beyond its chain, for devices that have no verifier of their own. */
  readonly verifyPeer?: PeerVerifier;
  /** How long a verdict on a peer's certificate holds; default a minute. */
  readonly peerMemoryMs?: number;
}

/** The device's end of its connection. */
export interface DeviceEnd {
  /** Name of the client in transcripts. */
  readonly actor: string;
  /** Asked for each connection, so that nobody has to hold it; null where nobody is known by mutual TLS. */
  readonly credential: (() => TlsCredential) | null;
  readonly verifyPeer?: PeerVerifier;
  /** From the first byte sent to the last received, in place of the limit of all. */
  readonly requestMs?: number;
  /**
   * Looks at an unchanged answer to a poll without making anything of it: false is a wish to have it as an exchange. Neither the
   * request's bytes nor the head of the answer are valid any longer than the call.
   */
  readonly passes?: (request: Uint8Array, response: Uint8Array) => boolean;
  /** Asked for each TCP connection: where to dial in place of the endpoint, whose name stays in all that is said. */
  readonly dial?: () => DialElsewhere | null;
}

export interface DialElsewhere {
  readonly host: string;
  readonly port: number;
  /** Hears which local port the connection has, once it is made. */
  connected(localPort: number): void;
}
