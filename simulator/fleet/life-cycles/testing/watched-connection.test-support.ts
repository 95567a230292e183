import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Ending, Handshake, SeenAnswer, SeenConnection, SeenPeer, SeenRequest } from './seen.test-support.ts';

const SPIFFE_ID = /URI:(spiffe:\/\/[^,\s]+)/;

/** One connection of a server, from the moment when it is accepted; nothing of it is changed by looking. */
export class WatchedConnection implements SeenConnection {
  readonly openedAt: number = performance.now();
  handshakeMs: number | null = null;
  handshake: Handshake = 'broken';
  peer: SeenPeer | null = null;
  closedAt: number | null = null;
  readonly requests: WatchedRequest[] = [];
  #bye: 'orderly' | 'reset' | null = null;

  get ending(): Ending {
    if (this.closedAt === null) return 'open';
    if (this.#bye === null && this.requests.every(({ answer }) => answer === null)) return 'turned-away';
    return this.#bye ?? 'orderly';
  }

  /** The handshake is over as far as OpenSSL is concerned; the server may still refuse the certificate. */
  presented(socket: TLSSocket): void {
    const certificate = socket.getPeerX509Certificate();
    const [, spiffeId] = SPIFFE_ID.exec(certificate?.subjectAltName ?? '') ?? [];
    if (certificate && spiffeId !== undefined) this.peer = { spiffeId, fingerprint: certificate.fingerprint256 };
  }

  secured(socket: TLSSocket): void {
    this.handshake = 'done';
    this.handshakeMs = performance.now() - this.openedAt;
    socket.on('data', (bytes: Buffer) => this.requests.at(-1)?.came(bytes));
    socket.once('end', () => {
      this.#bye ??= 'orderly';
    });
    socket.once('error', () => {
      this.#bye ??= 'reset';
    });
    socket.once('close', () => this.closed());
  }

  refused(authorizationError: unknown): void {
    const reason = authorizationError instanceof Error ? authorizationError.message : authorizationError;
    if (typeof reason === 'string' && reason !== '') this.handshake = reason;
    this.closed();
  }

  closed(): void {
    this.closedAt ??= performance.now();
  }

  asked(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(new WatchedRequest(request, response));
  }
}

class WatchedRequest implements SeenRequest {
  readonly at: number = performance.now();
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  answer: SeenAnswer | null = null;
  readonly #chunks: Buffer[] = [];

  constructor({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse) {
    this.method = method;
    this.path = url;
    this.headers = headers;
    response.once('finish', () => {
      const seconds = response.getHeader('retry-after');
      this.answer = {
        at: performance.now(),
        status: response.statusCode,
        retryAfterMs: seconds === undefined ? null : Number(seconds) * 1000,
      };
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  came(bytes: Buffer): void {
    this.#chunks.push(bytes);
  }
}
