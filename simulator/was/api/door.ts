import { createServer as createPlainServer, type Server as PlainServer, type RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Behaviour } from '../behaviour.ts';
import { LIMITS } from '../http/limits.ts';
import { watchConnections } from '../identity/connections.ts';
import { ANONYMOUS, type Realm } from '../identity/peer.ts';
import type { PeerSource } from '../identity/peer-source.ts';
import { proxiedPeers } from '../identity/proxied-peers.ts';
import type { TlsOptions } from '../identity/tls-options.ts';

/** Where TLS ends: here, with these options, or at a proxy in front. */
export type TlsEnd = { readonly here: TlsOptions } | 'at-proxy';

export interface Door {
  readonly server: Server | PlainServer;
  readonly peers: PeerSource;
}

/** The server of a listener that knows its peers by their certificates. */
export function openMutualDoor(tls: TlsEnd, behaviour: Behaviour, realm: Realm, onRequest: RequestListener): Door {
  if (tls === 'at-proxy')
    return { server: createPlainServer(LIMITS.http, onRequest), peers: proxiedPeers(behaviour, realm) };
  const server = createServer({ ...LIMITS.http, ...tls.here }, onRequest);
  return { server, peers: watchConnections(server, behaviour, realm) };
}

/** The server of a listener that lets anyone in: who sends a request shows in the request itself. */
export function openPublicDoor(tls: TlsEnd, onRequest: RequestListener): Door {
  const server =
    tls === 'at-proxy'
      ? createPlainServer(LIMITS.http, onRequest)
      : createServer({ ...LIMITS.http, ...tls.here }, onRequest);
  return {
    server,
    peers: { recognitionOf: () => ({ recognised: true, peer: ANONYMOUS }), isOld: () => false },
  };
}
