import { once } from 'node:events';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';

export interface Received {
  readonly status: number;
  readonly etag: string;
  readonly body: string;
}

const closed = (): Error => new Error('WAS_LOAD: the connection was closed');
const HEAD_END = '\r\n\r\n';

/** A TLS connection that is kept, with one request on it at a time; it knows as much of HTTP as the reference WAS uses. */
export class KeptConnection {
  readonly #socket: TLSSocket;
  readonly #host: string;
  #received = '';
  #resolve: (received: Received) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  private constructor(socket: TLSSocket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#reject(error));
    socket.on('close', () => this.#reject(closed()));
  }

  static async open(url: string, secureContext: SecureContext): Promise<KeptConnection> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), secureContext, ALPNProtocols: ['http/1.1'] });
    await once(socket, 'secureConnect');
    return new KeptConnection(socket, host);
  }

  /** `fields` end each in CRLF. */
  send(method: string, path: string, fields = '', body = ''): Promise<Received> {
    const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    if (this.#socket.destroyed) return Promise.reject(closed());
    this.#socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${fields}${length}\r\n${body}`);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const end = this.#received.indexOf(HEAD_END);
    if (end === -1) return;
    const head = this.#received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const start = end + HEAD_END.length;
    if (this.#received.length < start + length) return;
    const body = this.#received.slice(start, start + length);
    this.#received = '';
    this.#resolve({ status: Number(head.slice(9, 12)), etag: /\r\netag: ([^\r]*)/i.exec(head)?.[1] ?? '', body });
  }
}
