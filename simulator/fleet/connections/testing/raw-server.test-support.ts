import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

export interface RawServer extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  /** Of each connection in the order that they came, what it has received, in Latin-1. */
  readonly received: readonly string[];
  readonly sockets: readonly Socket[];
}

/** A server that knows no HTTP: `asked` is called for every piece that arrives on a connection. */
export async function rawServer(
  asked: (socket: Socket, text: string, connection: number) => void | Promise<void>,
  server: Server = createServer(),
): Promise<RawServer> {
  const received: string[] = [];
  const sockets: Socket[] = [];
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    const index = sockets.push(socket) - 1;
    received[index] = '';
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    socket.on('data', (piece: Buffer) => {
      const text = piece.toString('latin1');
      received[index] += text;
      void asked(socket, text, index);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new TypeError('the server has no port');
  return {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    received,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends the bytes in pieces that arrive apart. */
export async function inPieces(socket: Socket, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    await new Promise<void>((resolve) => socket.write(piece, () => setImmediate(resolve)));
  }
}

/** Cut at the given shares of their length. */
export function cutAt(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const ends = [...new Set(cuts.map((cut) => Math.floor(cut * bytes.length))), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter(({ length }) => length > 0);
}
