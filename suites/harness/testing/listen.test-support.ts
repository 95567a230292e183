import { once } from 'node:events';
import type { Server } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Bound {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback address; closing it ends its connections, too. */
export async function bind(server: Server): Promise<Bound> {
  const sockets = new Set<{ destroy(): unknown }>();
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // A client that goes away in the middle is no news.
      socket.on('error', () => undefined);
    });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same until the test ends; answers the port. */
export async function listen(server: Server): Promise<number> {
  const { port, close } = await bind(server);
  onTestFinished(close);
  return port;
}

/** A port on which nothing listens. */
export async function deadPort(server: Server): Promise<number> {
  const { port, close } = await bind(server);
  await close();
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === 'object' && address) return address.port;
  throw new TypeError('the server does not listen on a port');
}
