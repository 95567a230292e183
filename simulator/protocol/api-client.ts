import type { Exchange, HeaderList, WireRequest } from './exchange.ts';
import type { AnyRequest, Authenticate, ConnectOptions, RequestOptions } from './revision.ts';
import { type Transport, transportTo } from './transport.ts';

/** Thrown by an authentication that could not be had: the exchange that refused it stands for the call's own. */
export class NotAuthenticated extends Error {
  override readonly name = 'NotAuthenticated';
  readonly exchange: Exchange;

  constructor(exchange: Exchange) {
    super('NOT_AUTHENTICATED: the WFM gave nothing to authenticate with; see the exchange');
    this.exchange = exchange;
  }
}

/** How a revision shows who sends a request; given to `RequestOptions.authenticate` as `usual`. */
type Authentication = (request: WireRequest) => Promise<WireRequest>;

export interface ApiClientOptions {
  /** The caller is known by the certificate of mutual TLS. */
  readonly presentsCertificate: boolean;
  readonly authentication: Authentication;
}

/** A call with the headers that it has by default. */
export interface Call {
  readonly method: string;
  /** Below the endpoint's base path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** What the clients of all revisions do alike: requests below the base path of one endpoint. */
export class ApiClient {
  readonly #transport: Transport;
  readonly #endpoint: URL;
  readonly #basePath: string;
  readonly #authentication: Authentication;

  constructor(options: ConnectOptions, { presentsCertificate, authentication }: ApiClientOptions) {
    this.#endpoint = options.endpoint;
    this.#basePath = options.endpoint.pathname.replace(/\/+$/, '');
    this.#authentication = authentication;
    this.#transport = transportTo(options, {
      origin: options.endpoint.origin,
      ...(presentsCertificate && { credential: options.credential }),
      connections: options.connections ?? 4,
    });
  }

  call({ method, path, headers, body }: Call, options?: RequestOptions): Promise<Exchange> {
    const request = { method, path: this.#basePath + path, headers: merge(headers, options), body: body ?? null };
    return this.#send(request, options);
  }

  /** @throws TypeError FOREIGN_ORIGIN */
  fetch(url: string, options?: RequestOptions): Promise<Exchange> {
    const target = new URL(url, this.#endpoint);
    if (target.origin !== this.#endpoint.origin)
      throw new TypeError(`FOREIGN_ORIGIN: ${url} leaves ${this.#endpoint.origin}`);
    const path = target.pathname + target.search;
    return this.#send({ method: 'GET', path, headers: merge({}, options), body: null }, options);
  }

  any({ method, path, headers = [], body }: AnyRequest, options?: RequestOptions): Promise<Exchange> {
    const all = [...headers, ...merge({}, options)];
    return this.#send({ method, path: this.#basePath + path, headers: all, body: body ?? null }, options);
  }

  async authenticated({ method, path, headers = [], body }: AnyRequest): Promise<AnyRequest> {
    const request = { method, path: this.#basePath + path, headers, body: body ?? null };
    const shown = await this.#authentication(request);
    return { method, path, headers: shown.headers, ...(body && { body }) };
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #send(request: WireRequest, options: RequestOptions | undefined): Promise<Exchange> {
    const authenticate: Authenticate = options?.authenticate ?? ((plain, usual) => usual(plain));
    try {
      return await this.#transport.send(await authenticate(request, this.#authentication), options?.signal);
    } catch (error) {
      if (error instanceof NotAuthenticated) return error.exchange;
      throw error;
    }
  }
}

function merge(defaults: Readonly<Record<string, string>>, options: RequestOptions | undefined): HeaderList {
  return Object.entries({ ...defaults, ...options?.headers }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
}
