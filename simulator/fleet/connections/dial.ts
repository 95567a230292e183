import { isIP, connect as overTcp, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as overTls } from 'node:tls';
import { peerCheck } from '../../protocol/peer-check.ts';
import type { DeviceEnd } from './connections-options.ts';
import type { Surroundings } from './surroundings.ts';

/** What lets a device take up a TLS session where it left it (RFC 8446, 2.2), without another look at the peer. */
export interface Ticket {
  readonly session: Buffer;
  /** Then the peer is due to be judged again; on the clock of `performance.now()`. */
  readonly goodUntil: number;
}

export interface DialListener {
  /** Ready to send. */
  opened(): void;
  /** The first bytes of the buffer that all share. */
  received(length: number, bytes: Buffer): void;
  ended(): void;
  failed(error: Error): void;
  /** Always, and the last. */
  closed(): void;
  ticket(ticket: Ticket): void;
}

/** Opens a connection for a device. */
export function dial(around: Surroundings, end: DeviceEnd, ticket: Ticket | null, listener: DialListener): Socket {
  const elsewhere = end.dial?.() ?? null;
  const { host, port } = elsewhere ?? around.address;
  const localAddress = elsewhere ? undefined : around.localAddress();
  const callback = (length: number, bytes: Uint8Array): boolean => {
    listener.received(length, bytes === around.readBuffer ? around.readBuffer : Buffer.from(bytes));
    return true;
  };
  const tcp: TcpNetConnectOpts = {
    host,
    port,
    noDelay: true,
    ...(localAddress !== undefined && { localAddress }),
    onread: { buffer: around.readBuffer, callback },
  };
  const socket = around.isSecure ? secured(around, end, ticket, tcp, listener) : overTcp(tcp);
  around.sockets += 1;
  socket.once(around.isSecure ? 'secureConnect' : 'connect', () => listener.opened());
  if (elsewhere) socket.once('connect', () => elsewhere.connected(socket.localPort ?? 0));
  socket.on('end', () => listener.ended());
  socket.on('error', (error) => listener.failed(error));
  socket.once('close', () => {
    around.sockets -= 1;
    listener.closed();
  });
  return socket;
}

function secured(
  around: Surroundings,
  end: DeviceEnd,
  ticket: Ticket | null,
  tcp: TcpNetConnectOpts,
  listener: DialListener,
): Socket {
  const peer = around.peer(end.verifyPeer);
  const check = peerCheck(peer.verify);
  let goodUntil = ticket?.goodUntil ?? 0;
  const endpointHost = around.address.host;
  const socket = overTls({
    ...tcp,
    ...(isIP(endpointHost) === 0 && { servername: endpointHost }),
    ALPNProtocols: ['http/1.1'],
    secureContext: around.contextFor(end.credential?.() ?? null),
    ...(ticket && { session: ticket.session }),
    checkServerIdentity: (host, certificate) => {
      const objection = check(host, certificate);
      goodUntil = peer.goodUntil;
      return objection;
    },
  });
  if (around.resumes) socket.on('session', (session) => listener.ticket({ session, goodUntil }));
  return socket;
}
