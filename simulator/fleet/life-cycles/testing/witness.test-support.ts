import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Server, type TLSSocket } from 'node:tls';
import type { SeenConnection } from './seen.test-support.ts';
import { WatchedConnection } from './watched-connection.test-support.ts';

/** Node tells here of each server that has begun to listen; so nothing has to be built into a WFM in order to watch it. */
const LISTENING = 'tracing:net.server.listen:asyncEnd';

/** Sees what every TLS server of this process sees, from the servers' side, as long as it is there. */
export class Witness implements Disposable {
  readonly #seen = new Map<number, WatchedConnection[]>();

  constructor() {
    subscribe(LISTENING, this.#heard);
  }

  [Symbol.dispose](): void {
    unsubscribe(LISTENING, this.#heard);
  }

  /** The connections to the server of a URL, in the order in which they came; they go on changing while it lives. */
  at(url: string): readonly SeenConnection[] {
    const seen = this.#seen.get(Number(new URL(url).port));
    if (!seen) throw new Error(`no server of this process listens at ${url}`);
    return seen;
  }

  readonly #heard = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('server' in message)) return;
    const { server } = message;
    const address = server instanceof Server ? server.address() : null;
    if (!(server instanceof Server) || address === null || typeof address === 'string') return;
    const connections: WatchedConnection[] = [];
    this.#seen.set(address.port, connections);
    watch(server, connections);
  };
}

function watch(server: Server, connections: WatchedConnection[]): void {
  const byPort = new Map<number, WatchedConnection>();
  const bySocket = new WeakMap<object, WatchedConnection>();
  const of = (socket: TLSSocket): WatchedConnection | undefined => {
    const known = bySocket.get(socket) ?? byPort.get(socket.remotePort ?? 0);
    if (known) bySocket.set(socket, known);
    return known;
  };
  server.on('connection', (socket) => {
    const connection = new WatchedConnection();
    connections.push(connection);
    if (socket.remotePort !== undefined) byPort.set(socket.remotePort, connection);
    socket.once('close', () => connection.closed());
  });
  // The first that is heard of a TLS socket; a refused one is hardly more than that.
  server.on('keylog', (_line, socket) => {
    if (bySocket.has(socket)) return;
    const connection = of(socket);
    socket.prependOnceListener('secure', () => connection?.presented(socket));
  });
  server.on('secureConnection', (socket) => of(socket)?.secured(socket));
  server.on('tlsClientError', (_error, socket) => of(socket)?.refused(socket.authorizationError));
  server.on('request', (request, response) => bySocket.get(request.socket)?.asked(request, response));
}
