import { createServer as createPlainServer, type Server as PlainServer, type RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Behaviour } from '../behaviour.ts';
import { LIMITS } from '../http/limits.ts';
import { watchConnections } from '../identity/connections.ts';
import type { Realm } from '../identity/peer.ts';
import type { PeerSource } from '../identity/peer-source.ts';
import { proxiedPeers } from '../identity/proxied-peers.ts';
import type { TlsOptions } from '../identity/tls-options.ts';

/** Where mutual TLS ends: here, with these options, or at a proxy in front. */
export type TlsEnd = { readonly here: TlsOptions } | 'at-proxy';

export interface Door {
  readonly server: Server | PlainServer;
  readonly peers: PeerSource;
}

/** The server of a listener, and how it knows its peers. */
export function openDoor(tls: TlsEnd, behaviour: Behaviour, realm: Realm, onRequest: RequestListener): Door {
  if (tls === 'at-proxy')
    return { server: createPlainServer(LIMITS.http, onRequest), peers: proxiedPeers(behaviour, realm) };
  const server = createServer({ ...LIMITS.http, ...tls.here }, onRequest);
  return { server, peers: watchConnections(server, behaviour, realm) };
}
