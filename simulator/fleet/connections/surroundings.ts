import type { SecureContext } from 'node:tls';
import type { PeerVerifier, TlsCredential } from '../../protocol/revision.ts';
import type { ConnectionsOptions } from './connections-options.ts';
import { Deadlines } from './deadlines.ts';
import type { ResponseLimits } from './response/response-reader.ts';
import { identities } from './tls/identities.ts';
import { type RememberedPeer, remembered } from './tls/remembered-peer.ts';
import type { FleetConnection } from './transport.ts';

const MAX_HEAD_BYTES = 16 * 1024;
const PEER_MEMORY_MS = 60_000;
/** As much as a read of the system gives at once. */
const READ_BYTES = 64 * 1024;

/** What the connections of a slice to one endpoint share, so that a thousand of them cost little more than their sockets. */
export interface Surroundings {
  readonly origin: string;
  readonly address: Address;
  readonly isSecure: boolean;
  /** In the Host field. */
  readonly host: string;
  readonly closesAfterwards: boolean;
  readonly resumes: boolean;
  readonly limits: ResponseLimits;
  /** What is read is looked at, or copied, before the next read. */
  readonly readBuffer: Buffer;
  readonly idle: Deadlines;
  readonly requests: (spanMs: number | undefined) => Deadlines;
  readonly localAddress: () => string | undefined;
  readonly contextFor: (credential: TlsCredential | null) => SecureContext;
  readonly peer: (verifyPeer: PeerVerifier | undefined) => RememberedPeer;
  /** Connections that have a socket. */
  readonly live: Set<FleetConnection>;
  /** How many sockets there are, those included that are not connected yet or are closing. */
  sockets: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export function surroundings(options: ConnectionsOptions): Surroundings {
  const { endpoint, plan, limits } = options;
  const { sourceAddresses } = plan;
  const isSecure = endpoint.protocol === 'https:';
  const spans = new Map<number, Deadlines>();
  const peers = new WeakMap<PeerVerifier, RememberedPeer>();
  let identity: ReturnType<typeof identities> | null = null;
  let dialled = 0;
  return {
    origin: endpoint.origin,
    address: {
      host: endpoint.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: endpoint.port === '' ? (isSecure ? 443 : 80) : Number(endpoint.port),
    },
    isSecure,
    host: endpoint.host,
    closesAfterwards: plan.policy === 'close' || plan.policy === 'resume',
    resumes: plan.policy === 'resume',
    limits: { maxHeadBytes: options.maxHeadBytes ?? MAX_HEAD_BYTES, maxBodyBytes: limits.maxBodyBytes },
    readBuffer: Buffer.allocUnsafeSlow(READ_BYTES),
    idle: new Deadlines(plan.idleMs),
    requests: (spanMs = limits.requestMs) => {
      const known = spans.get(spanMs) ?? new Deadlines(spanMs);
      spans.set(spanMs, known);
      return known;
    },
    localAddress: () => sourceAddresses[dialled++ % sourceAddresses.length],
    contextFor: (credential) => {
      identity ??= identities(options.anchors);
      return identity.contextFor(credential);
    },
    peer: (verifyPeer = options.verifyPeer ?? accept) => {
      const known = peers.get(verifyPeer) ?? remembered(verifyPeer, options.peerMemoryMs ?? PEER_MEMORY_MS);
      peers.set(verifyPeer, known);
      return known;
    },
    live: new Set(),
    sockets: 0,
  };
}

/** The chain is judged all the same. */
const accept: PeerVerifier = () => undefined;
