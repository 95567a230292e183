import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Recognition } from './peer.ts';

/** How a listener learns whose request it has: from the connection itself, or from a proxy that ended TLS. */
export interface PeerSource {
  /** Undefined where the connection is to be dropped. */
  readonly recognitionOf: (request: IncomingMessage) => Recognition | undefined;
  /** Old enough to be closed after the response under way (WIP-014). */
  readonly isOld: (socket: Socket) => boolean;
}
