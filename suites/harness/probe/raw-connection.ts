import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { Exchange, HeaderList, Outcome, WireFailure, WireRequest } from '../../../simulator/protocol/exchange.ts';
import type { ConnectOptions } from '../../../simulator/protocol/revision.ts';
import { presentedChain } from './presented-chain.ts';
import { type RawResponse, readResponse } from './read-response.ts';

/** As `Trial.connectOptions` gives them; without a credential no certificate is presented. */
export interface RawOptions extends Omit<ConnectOptions, 'credential'> {
  readonly credential: ConnectOptions['credential'] | null;
  /** Versions, `ciphers`, `sigalgs`, `ALPNProtocols`, a `session` to resume. */
  readonly tls?: Pick<
    ConnectionOptions,
    'minVersion' | 'maxVersion' | 'ciphers' | 'sigalgs' | 'ALPNProtocols' | 'session' | 'ecdhCurve'
  >;
}

export interface RawRequest {
  readonly method: string;
  /** Below the endpoint's base path. */
  readonly path: string;
  /** Beside Host; Content-Length is added where there is a body and neither it nor Transfer-Encoding is given. */
  readonly headers?: HeaderList;
  readonly body?: Uint8Array;
}

/** What came of waiting for an answer. Under TLS 1.3 a refused certificate shows here, not in the handshake. */
export type RawOutcome =
  | { readonly kind: 'response'; readonly response: RawResponse }
  | { readonly kind: 'closed'; readonly how: Closing }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly failure: WireFailure };

export interface Closing {
  readonly stage: 'handshake' | 'established';
  /** `alert`: the peer said why; `end`: a clean close; `reset`: the connection broke off. */
  readonly manner: 'alert' | 'end' | 'reset';
  readonly detail: string;
}

/** What the handshake settled. */
export interface Negotiated {
  /** `TLSv1.3` and so on. */
  readonly version: string;
  readonly cipher: string;
  readonly alpn: string | false;
  readonly resumed: boolean;
  /** DER, leaf first; ends with an anchor where the chain leads to one, sent or not. */
  readonly peerChain: readonly Uint8Array[];
}

type Ending = Extract<RawOutcome, { readonly kind: 'closed' | 'unreachable' | 'timed-out' }>;

const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/**
 * One TLS connection to the target, driven by hand: for what an ordinary HTTP client hides, such as how a certificate
 * was refused, bytes beyond a message, pipelining, half a request. Time is bounded by the limits of the
 * options, what is held unread by 8 MiB. The peer is not authenticated, because what it presents is what is judged. Nothing throws for what the peer does.
 */
export class RawConnection {
  readonly #options: RawOptions;
  readonly #socket: TLSSocket;
  readonly #waiting: Set<() => void> = new Set();
  #received: Buffer = Buffer.alloc(0);
  #negotiated: Negotiated | undefined;
  #session: Buffer | undefined;
  #ending: Ending | undefined;

  /** Resolves when the handshake is over, well or not. */
  static async open(options: RawOptions): Promise<RawConnection> {
    const connection = new RawConnection(options);
    const { requestMs } = options.limits;
    await connection.#until(requestMs, () => connection.#negotiated !== undefined);
    if (connection.#negotiated === undefined && connection.#ending === undefined) {
      connection.#ending = { kind: 'timed-out', afterMs: requestMs };
      connection.close();
    }
    return connection;
  }

  private constructor(options: RawOptions) {
    const { endpoint, anchors, credential, tls } = options;
    this.#options = options;
    const host = endpoint.hostname.replace(/^\[(.*)\]$/, '$1');
    this.#socket = connect({
      host,
      port: Number(endpoint.port || 443),
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      ca: anchors,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ...(credential && { cert: credential.chainPem, key: credential.keyPem }),
      ...tls,
    });
    this.#listen(this.#socket);
  }

  /** Undefined where the handshake failed. */
  get negotiated(): Negotiated | undefined {
    return this.#negotiated;
  }

  /** The latest session that the peer gave for resumption, as `tls.session` takes it. */
  get session(): Buffer | undefined {
    return this.#session;
  }

  /** Bytes that came and that no message read so far has used. */
  get unread(): Uint8Array {
    return this.#received;
  }

  /** How the connection ended; undefined while it is open. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Sends a request and reads its answer; the exchange goes into the transcript. */
  async exchange(request: RawRequest): Promise<RawOutcome> {
    const wire = wireRequest(this.#options.endpoint, request);
    const startedAt = Date.now();
    const start = performance.now();
    this.write(requestBytes(wire));
    const outcome = await this.read(request.method);
    const { actor, endpoint, onExchange } = this.#options;
    const durationMs = performance.now() - start;
    const exchange: Exchange = {
      actor,
      origin: endpoint.origin,
      request: wire,
      startedAt,
      durationMs,
      outcome: asOutcome(outcome),
    };
    onExchange?.(exchange);
    return outcome;
  }

  /** Sends bytes as they are: parts of requests, several at once, or no HTTP at all. */
  write(bytes: string | Uint8Array): void {
    if (this.#ending === undefined && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Ends the sending side. */
  end(): void {
    if (this.#ending === undefined) this.#socket.end();
  }

  /** Reads the next response; `method` is that of the request it answers, because HEAD has no body. */
  async read(method = 'GET'): Promise<RawOutcome> {
    const { requestMs } = this.#options.limits;
    const next = () => readResponse(this.#received, method, this.#ending !== undefined);
    await this.#until(requestMs, () => this.#ending !== undefined || next().state !== 'incomplete');
    const reading = next();
    switch (reading.state) {
      case 'complete':
        this.#received = this.#received.subarray(reading.bytesUsed);
        return { kind: 'response', response: reading.response };
      case 'malformed':
        return { kind: 'malformed', reason: reading.reason };
      case 'incomplete':
        return this.#ending ?? { kind: 'timed-out', afterMs: requestMs };
    }
  }

  /** Waits until the peer ends the connection, at most as long as given; true where it did. */
  async closedWithin(ms: number): Promise<boolean> {
    await this.#until(ms, () => this.#ending !== undefined);
    return this.#ending !== undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #listen(socket: TLSSocket): void {
    socket.on('secureConnect', () => {
      this.#negotiated = {
        version: socket.getProtocol() ?? '',
        cipher: socket.getCipher().standardName,
        alpn: socket.alpnProtocol ?? false,
        resumed: socket.isSessionReused(),
        peerChain: presentedChain(socket.getPeerCertificate(true)),
      };
      this.#wake();
    });
    socket.on('session', (session) => {
      this.#session = session;
    });
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      if (this.#received.length > MAX_UNREAD_BYTES) socket.destroy();
      this.#wake();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.#end(endingOf(error, this.#stage)));
    socket.on('end', () => this.#end(closed(this.#stage, 'end', 'the peer closed the connection')));
    socket.on('close', () => this.#end(closed(this.#stage, 'reset', 'the connection is gone')));
  }

  get #stage(): Closing['stage'] {
    return this.#negotiated ? 'established' : 'handshake';
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #until(ms: number, holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (holds() || this.#ending !== undefined) done();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(look);
      look();
    });
  }
}

const closed = (stage: Closing['stage'], manner: Closing['manner'], detail: string): Ending => ({
  kind: 'closed',
  how: { stage, manner, detail },
});

const UNREACHABLE: Readonly<Record<string, WireFailure['code']>> = {
  ECONNREFUSED: 'CONNECTION_REFUSED',
  EHOSTUNREACH: 'CONNECTION_REFUSED',
  ENETUNREACH: 'CONNECTION_REFUSED',
  ENOTFOUND: 'NAME_NOT_FOUND',
  EAI_AGAIN: 'NAME_NOT_FOUND',
};

function endingOf(error: NodeJS.ErrnoException, stage: Closing['stage']): Ending {
  const code = error.code ?? error.name;
  const unreachable = UNREACHABLE[code];
  if (unreachable) return { kind: 'unreachable', failure: { code: unreachable, message: error.message } };
  return closed(stage, /ALERT/.test(code) ? 'alert' : 'reset', `${code}: ${error.message}`);
}

function wireRequest(endpoint: URL, { method, path, headers = [], body }: RawRequest): WireRequest {
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  const host: HeaderList = named.has('host') ? [] : [['Host', endpoint.host]];
  const sized = body === undefined || named.has('content-length') || named.has('transfer-encoding');
  const length: HeaderList = sized ? [] : [['Content-Length', String(body.length)]];
  return {
    method,
    path: endpoint.pathname.replace(/\/+$/, '') + path,
    headers: [...host, ...headers, ...length],
    body: body ?? null,
  };
}

function requestBytes({ method, path, headers, body }: WireRequest): Uint8Array {
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return body ? Buffer.concat([head, body]) : head;
}

function asOutcome(outcome: RawOutcome): Outcome {
  switch (outcome.kind) {
    case 'response':
      return outcome;
    case 'closed': {
      const { manner, stage, detail } = outcome.how;
      const code = stage === 'handshake' || manner === 'alert' ? 'TLS_FAILED' : 'CONNECTION_CLOSED';
      return { kind: 'failure', failure: { code, message: detail } };
    }
    case 'timed-out':
      return { kind: 'failure', failure: { code: 'TIMED_OUT', message: `no answer within ${outcome.afterMs} ms` } };
    case 'malformed':
      return { kind: 'failure', failure: { code: 'MALFORMED_RESPONSE', message: outcome.reason } };
    case 'unreachable':
      return { kind: 'failure', failure: outcome.failure };
  }
}
