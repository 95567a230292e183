import type { Exchange, HeaderList, WireRequest } from './exchange.ts';

/**
 * What every revision of the interface lets a client do. Suites, devices and fleets speak to this; a folder beside this
 * file implements it for a revision.
 */
export interface Revision {
  readonly id: RevisionId;
  readonly traits: RevisionTraits;
  connect(options: ConnectOptions): ManagementClient;
}

export type RevisionId = '1.0.0-rc.3' | '1.0.0-rc.2' | 'pre-draft-2024';

/** Differences between revisions that are data, so that nobody has to ask which revision it is. */
export interface RevisionTraits {
  /** A device can be taken back with DELETE. */
  readonly removesDevices: boolean;
  /** Errors are RFC 9457 documents with registered types. */
  readonly problemDocuments: boolean;
  /** The caller is known by the certificate of mutual TLS. */
  readonly callerIdentity: 'mutual-tls' | 'message-signature' | 'bearer-token';
  /** Who a sequence of manifest versions belongs to. */
  readonly manifestScope: 'client' | 'device';
  readonly statusHasAdoptedVersion: boolean;
}

export interface ConnectOptions {
  /** Base URL of the endpoint; resources stand below its path. */
  readonly endpoint: URL;
  readonly credential: TlsCredential;
  /** PEM of the anchors that the peer's certificate has to lead to. */
  readonly anchors: string;
  /** Name of the client in transcripts. */
  readonly actor: string;
  readonly limits: WireLimits;
  /** Hears of every exchange, failed ones included. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Parallel connections of this client; default 4. */
  readonly connections?: number;
  /** Judges the peer beyond its chain, before the first byte of a request is sent (WIP-011). */
  readonly verifyPeer?: PeerVerifier;
}

/** Says what is wrong with a peer; gets its certificates in DER, leaf first, possibly up to the anchor. */
export type PeerVerifier = (chainDer: readonly Uint8Array[]) => Error | undefined;

export interface TlsCredential {
  /** Leaf first, then intermediates, PEM. */
  readonly chainPem: string;
  readonly keyPem: string;
}

export interface WireLimits {
  /** From the first byte sent to the last received, in milliseconds. */
  readonly requestMs: number;
  readonly maxBodyBytes: number;
}

export interface RequestOptions {
  /** Added to the headers of the call; a value of null takes a default header away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly signal?: AbortSignal;
}

/** Calls never throw for what the peer does: a failure is part of the exchange. They throw `TypeError` on misuse. */
export interface ManagementClient {
  readonly actor: string;
  reportCapabilities(deviceId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange>;
  removeDevice(deviceId: string, options?: RequestOptions): Promise<Exchange>;
  readDesiredState(options?: RequestOptions): Promise<Exchange>;
  fetchDeployment(deploymentId: string, digest: string, options?: RequestOptions): Promise<Exchange>;
  fetchBundle(digest: string, options?: RequestOptions): Promise<Exchange>;
  /** Fetches what a manifest's `url` names, absolute or relative; refuses another origin with `TypeError`. */
  fetchReference(url: string, options?: RequestOptions): Promise<Exchange>;
  reportStatus(deploymentId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange>;
  /** Anything else, below the endpoint's base path. */
  send(request: AnyRequest, options?: RequestOptions): Promise<Exchange>;
  close(): Promise<void>;
}

export interface AnyRequest {
  readonly method: WireRequest['method'];
  readonly path: WireRequest['path'];
  readonly headers?: HeaderList;
  readonly body?: Uint8Array;
}
