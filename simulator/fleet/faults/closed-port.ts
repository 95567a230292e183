import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A port of the loopback address at which nobody listens, nor can while it is held. */
export interface ClosedPort {
  readonly port: number;
  release(): Promise<void>;
}

/**
 * Takes a port for the calling end of a connection to `listener`, a port of our own: connections to the calling end are refused by
 * the system. It is bound by hand, since one that the system has chosen may be chosen again, for a connection to itself.
 */
export async function holdClosedPort(listener: number): Promise<ClosedPort> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const socket = connect({ host: LOOPBACK, port: listener, localAddress: LOOPBACK, localPort: port });
    try {
      await once(socket, 'connect');
      return { port, release: () => closed(socket) };
    } catch (error) {
      // Somebody else was faster.
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

const LOOPBACK = '127.0.0.1';
const ATTEMPTS = 5;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** The address of a listener on TCP. */
export function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new TypeError('this listens on no port');
  return address;
}

async function closed(socket: Socket): Promise<void> {
  // Without the wait that the calling end otherwise has before its port is free.
  socket.resetAndDestroy();
  if (!socket.closed) await once(socket, 'close');
}
