import { once } from 'node:events';
import { connect, createServer, type Server, Socket } from 'node:net';
import { Stream, streamKey } from '../random/stream.ts';
import { addressOf, type ClosedPort, holdClosedPort } from './closed-port.ts';
import type { FaultProfile } from './fault-profile.ts';
import { Passage } from './passage.ts';

export interface FaultProxyOptions {
  /** Of the plan: with it, a device's number and the ordinal of its connection, the faults are the same in each run. */
  readonly seed: number;
  /** How many half-open connections are kept; the oldest beyond them are reset. Default 1000. */
  readonly mostHalfOpen?: number;
}

/** Where a device's connection goes. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
}

/** How a connection is made through the proxy. */
export interface FaultDial extends Upstream {
  /** To be called with the port that the system chose for the connection, as soon as it is known. */
  connected(localPort: number): void;
}

/**
 * Stands between devices and the WFM, in the process of the devices, and does to their bytes what a bad network does. A WFM
 * that refuses is seen as a reset: the way to the proxy itself is always there, unless the profile cuts it.
 */
export interface FaultProxy {
  /** How the next connection of a device is to be made; counts, also where it never comes about. */
  dial(device: number, upstream: Upstream): FaultDial;
  /** What the network does to a device from now on, open connections included; null: nothing. */
  impose(device: number, profile: FaultProfile | null): void;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

interface Call {
  readonly device: number;
  readonly ordinal: number;
  readonly upstream: Upstream;
}

/** What is known of a device. */
interface Line {
  profile: FaultProfile | null;
  dialled: number;
  readonly passages: Set<Passage>;
}

const LOOPBACK = '127.0.0.1';

/** Starts a proxy on a free port of the loopback address. */
export async function startFaultProxy({ seed, mostHalfOpen = 1000 }: FaultProxyOptions): Promise<FaultProxy> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
  server.listen({ port: 0, host: LOOPBACK, backlog: 4096 });
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  // The other end of the closed port is the first that is accepted: nobody knows the proxy yet.
  const accepted = once(server, 'connection');
  const closedPort = await holdClosedPort(port);
  const [far]: readonly unknown[] = await accepted;
  // Its reset is meant, and heard of only while it is read.
  if (far instanceof Socket) far.on('error', () => undefined).resume();
  return new SeededProxy(server, port, closedPort, seed, mostHalfOpen);
}

class SeededProxy implements FaultProxy {
  readonly #server: Server;
  readonly #port: number;
  readonly #closedPort: ClosedPort;
  readonly #seed: number;
  readonly #mostHalfOpen: number;
  readonly #lines = new Map<number, Line>();
  /** Connections by the port of their device: those accepted and not yet announced, and the other way round. */
  readonly #accepted = new Map<number, Socket>();
  readonly #announced = new Map<number, Call>();
  readonly #halfOpen = new Set<Passage>();

  constructor(server: Server, port: number, closedPort: ClosedPort, seed: number, mostHalfOpen: number) {
    this.#server = server;
    this.#port = port;
    this.#closedPort = closedPort;
    this.#seed = seed;
    this.#mostHalfOpen = mostHalfOpen;
    server.on('connection', (socket) => this.#accept(socket));
  }

  dial(device: number, upstream: Upstream): FaultDial {
    const line = this.#lineOf(device);
    const call: Call = { device, ordinal: line.dialled, upstream };
    line.dialled += 1;
    return {
      host: LOOPBACK,
      port: line.profile?.cut === true ? this.#closedPort.port : this.#port,
      connected: (localPort) => this.#announce(localPort, call),
    };
  }

  impose(device: number, profile: FaultProfile | null): void {
    const line = this.#lineOf(device);
    line.profile = profile;
    for (const passage of line.passages) passage.impose(profile);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#accepted.values()) socket.destroy();
    for (const { passages } of this.#lines.values()) for (const passage of passages) passage.destroy();
    await this.#closedPort.release();
    await closed;
  }

  #lineOf(device: number): Line {
    const known = this.#lines.get(device);
    if (known) return known;
    const line: Line = { profile: null, dialled: 0, passages: new Set() };
    this.#lines.set(device, line);
    return line;
  }

  #announce(localPort: number, call: Call): void {
    const socket = this.#accepted.get(localPort);
    if (socket === undefined) this.#announced.set(localPort, call);
    else this.#begin(socket, call);
  }

  #accept(socket: Socket): void {
    const { remotePort = 0 } = socket;
    const call = this.#announced.get(remotePort);
    if (call !== undefined) {
      this.#announced.delete(remotePort);
      this.#begin(socket, call);
      return;
    }
    this.#accepted.set(remotePort, socket);
    socket.on('close', () => this.#accepted.delete(remotePort));
    // It is announced or it is gone: who reset it needs no answer.
    socket.on('error', () => socket.destroy());
  }

  #begin(near: Socket, { device, ordinal, upstream }: Call): void {
    this.#accepted.delete(near.remotePort ?? 0);
    const line = this.#lineOf(device);
    if (line.profile?.cut === true || near.destroyed) {
      near.resetAndDestroy();
      return;
    }
    const stream = (of: string): Stream => new Stream(streamKey(this.#seed, `network/${of}/${ordinal}`), device);
    const passage = new Passage({
      near,
      far: connect({ ...upstream, allowHalfOpen: true, noDelay: true }),
      profile: line.profile,
      random: { fate: stream('fate'), outward: stream('outward'), homeward: stream('homeward') },
      onHalfOpen: () => this.#keepHalfOpen(passage),
      onClose: () => {
        line.passages.delete(passage);
        this.#halfOpen.delete(passage);
      },
    });
    line.passages.add(passage);
  }

  #keepHalfOpen(passage: Passage): void {
    this.#halfOpen.add(passage);
    const [oldest] = this.#halfOpen;
    if (this.#halfOpen.size <= this.#mostHalfOpen || oldest === undefined) return;
    this.#halfOpen.delete(oldest);
    oldest.reset();
  }
}
