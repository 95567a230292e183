import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { digestOf } from '../../device/desired-state/digest.ts';
import type { Answer, Received } from '../../device/testing/small-wfm.test-support.ts';
import { MANIFEST } from '../../protocol/media-types.ts';
import type { FleetTarget } from '../shard/slice-options.ts';

const MANIFEST_BODY = '{"manifestVersion":1,"bundle":null,"deployments":[]}';
const ETAG = `"${digestOf(Buffer.from(MANIFEST_BODY))}"`;
const PORT_MS = 5;

/** A WFM of 1.0.0-rc.3 without TLS, that wants nothing of anybody: as good, as slow and as dead as a test asks. */
export class PlainWfm {
  readonly received: Received[] = [];
  /** Answers in place of the WFM where it answers at all. */
  override: (request: Received) => Answer | undefined = () => undefined;
  /** TCP connections that were opened, whatever became of them. */
  connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #known = new Set<string>();
  #serves: Promise<void> = Promise.resolve();
  #server: Server | undefined;
  #port = 0;

  static async start(): Promise<PlainWfm> {
    const wfm = new PlainWfm();
    await wfm.listen();
    return wfm;
  }

  get target(): FleetTarget {
    return {
      revision: '1.0.0-rc.3',
      dialect: {},
      endpoint: `http://127.0.0.1:${this.#port}`,
      anchors: '',
      comparesHostName: true,
      enrolment: null,
    };
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  polls(): readonly Received[] {
    return this.received.filter(({ path }) => path === '/api/v1/deployments');
  }

  reports(): readonly Received[] {
    return this.received.filter(({ method }) => method === 'PUT');
  }

  /** Answers nothing until the promise resolves. */
  pauseUntil(over: Promise<unknown>): void {
    this.#serves = over.then(() => undefined);
  }

  async listen(): Promise<void> {
    const server = createServer(async (request, response) => {
      const { method = '', url: path = '', headers } = request;
      const received = { method, path, headers, body: (await buffer(request)).toString() };
      this.received.push(received);
      await this.#serves;
      const { status, headers: fields, body } = this.override(received) ?? this.#regular(received);
      response.writeHead(status, fields).end(body);
    });
    server.on('connection', (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
    this.#port = address.port;
    this.#server = server;
  }

  /** Dead, as if its process had been killed; `listen` brings it back. */
  async die(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** Resolves when the last client has hung up. */
  async abandoned(): Promise<void> {
    while (this.#sockets.size > 0) await pause(PORT_MS);
  }

  #regular({ method, path, headers }: Received): Answer {
    if (method === 'PUT') {
      const isKnown = this.#known.has(path);
      this.#known.add(path);
      return { status: isKnown ? 200 : 201 };
    }
    if (headers['if-none-match'] === ETAG) return { status: 304, headers: { etag: ETAG } };
    return { status: 200, headers: { 'content-type': MANIFEST, etag: ETAG }, body: MANIFEST_BODY };
  }
}
