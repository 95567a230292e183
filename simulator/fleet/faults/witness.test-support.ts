import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What the WFM's side saw of a connection. */
export interface WitnessedConnection {
  bytes: number;
  /** `ECONNRESET` and its like; null while nothing is wrong. */
  error: string | null;
  /** The device said that it is done. */
  ended: boolean;
  closed: boolean;
  /** When each piece came, by `performance.now()`. */
  readonly pieces: { readonly at: number; readonly bytes: number }[];
}

export interface Witness extends AsyncDisposable {
  readonly port: number;
  readonly host: string;
  /** In the order in which they were accepted. */
  readonly connections: readonly WitnessedConnection[];
}

/** A server that sends back what it gets, and remembers what it saw. */
export async function witness(answer: (bytes: Buffer) => Buffer = (bytes) => bytes): Promise<Witness> {
  const connections: WitnessedConnection[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    const seen: WitnessedConnection = { bytes: 0, error: null, ended: false, closed: false, pieces: [] };
    connections.push(seen);
    sockets.add(socket);
    socket.on('data', (bytes: Buffer) => {
      seen.bytes += bytes.length;
      seen.pieces.push({ at: performance.now(), bytes: bytes.length });
      socket.write(answer(bytes));
    });
    socket.on('end', () => {
      seen.ended = true;
      socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      seen.error = error.code ?? error.message;
    });
    socket.on('close', () => {
      seen.closed = true;
      sockets.delete(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port, address }: AddressInfo = addressIn(server.address());
  return {
    port,
    host: address,
    connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function addressIn(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new TypeError('this listens on no port');
  return address;
}
