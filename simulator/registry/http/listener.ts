import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A TLS listener that can leave its port and come back to it. */
export interface Listener {
  readonly port: number;
  /** Refuses connections from now on and resets those that are open. */
  goDown(): Promise<void>;
  /** @throws Error REGISTRY_PORT_TAKEN */
  comeBack(): Promise<void>;
}

export interface ListenerSetup {
  readonly address: string;
  readonly certificateChain: string;
  readonly key: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** For requests without an end; a push of a large blob over a slow line takes its time. */
const REQUEST_TIMEOUT_MS = 300_000;
const HEADERS_TIMEOUT_MS = 20_000;
/** A port that was left may for a moment be the local end of somebody's connection. */
const RETURN_ATTEMPTS = 50;
const RETURN_PAUSE_MS = 100;

const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Opens a listener on any free port of an address. */
export async function listen(setup: ListenerSetup): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      cert: setup.certificateChain,
      key: setup.key,
      minVersion: 'TLSv1.2',
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
    },
    setup.handle,
  );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(BAD_REQUEST);
    else socket.destroy();
  });
  // A handshake that fails is the client's affair; without a listener Node keeps the socket until its timeout.
  server.on('tlsClientError', (_error, socket) => socket.destroy());

  const open = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, setup.address, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await open(0);
  const { port } = portOf(server.address());

  return {
    port,
    goDown: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.resetAndDestroy();
      await closed;
    },
    comeBack: async () => {
      for (let attempt = 1; !server.listening; attempt += 1) {
        try {
          await open(port);
        } catch (cause) {
          if (attempt === RETURN_ATTEMPTS) {
            throw new Error(`REGISTRY_PORT_TAKEN: port ${port} is in use by others now; start another registry`, {
              cause,
            });
          }
          await delay(RETURN_PAUSE_MS);
        }
      }
    },
  };
}

function portOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('REGISTRY_LISTENER: the server has no port');
  return address;
}
