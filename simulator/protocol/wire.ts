import { errors, Pool } from 'undici';
import type { Exchange, HeaderList, Outcome, WireFailure, WireRequest } from './exchange.ts';
import { peerCheck } from './peer-check.ts';
import type { PeerVerifier, TlsCredential, WireLimits } from './revision.ts';

export interface WireOptions {
  readonly origin: string;
  readonly credential?: TlsCredential;
  readonly anchors: string;
  readonly actor: string;
  readonly limits: WireLimits;
  readonly connections: number;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
  readonly verifyPeer?: PeerVerifier | undefined;
}

/** HTTP/1.1 over TLS for one client. Host names are not compared: the peer is known by its SVID (IDN-010). */
export class Wire {
  readonly #options: WireOptions;
  readonly #pool: Pool;

  constructor(options: WireOptions) {
    this.#options = options;
    const { credential, limits, verifyPeer } = options;
    this.#pool = new Pool(options.origin, {
      connections: options.connections,
      pipelining: 1,
      allowH2: false,
      headersTimeout: limits.requestMs,
      bodyTimeout: limits.requestMs,
      connect: {
        ca: options.anchors,
        ...(credential && { cert: credential.chainPem, key: credential.keyPem }),
        minVersion: 'TLSv1.2',
        timeout: limits.requestMs,
        checkServerIdentity: peerCheck(verifyPeer),
        // A resumed session would skip the verifier (TLS-007).
        ...(verifyPeer && { maxCachedSessions: 0 }),
      },
    });
  }

  async send(request: WireRequest, signal?: AbortSignal): Promise<Exchange> {
    const startedAt = Date.now();
    const start = performance.now();
    const deadline = AbortSignal.timeout(this.#options.limits.requestMs);
    const outcome = await this.#outcome(request, signal ? AbortSignal.any([signal, deadline]) : deadline);
    const { actor, origin, onExchange } = this.#options;
    const exchange = { actor, origin, request, startedAt, durationMs: performance.now() - start, outcome };
    onExchange?.(exchange);
    return exchange;
  }

  async #outcome(request: WireRequest, signal: AbortSignal): Promise<Outcome> {
    try {
      const { statusCode, statusText, headers, body } = await this.#pool.request({
        method: request.method,
        path: request.path,
        headers: request.headers.flat(),
        body: request.body,
        responseHeaders: 'raw',
        signal,
      });
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        length += chunk.length;
        if (length > this.#options.limits.maxBodyBytes) {
          body.destroy();
          const limit = this.#options.limits.maxBodyBytes;
          return failed({ code: 'BODY_TOO_LARGE', message: `the body is longer than ${limit} bytes` });
        }
        chunks.push(chunk);
      }
      const response = { status: statusCode, statusText, headers: pairs(headers), body: Buffer.concat(chunks) };
      return { kind: 'response', response };
    } catch (error) {
      return failed(wireFailure(error));
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

const failed = (failure: WireFailure): Outcome => ({ kind: 'failure', failure });

/** undici's raw form is a flat list of names and values; its type still says that it is an object. */
function pairs(raw: unknown): HeaderList {
  const list: [string, string][] = [];
  if (!Array.isArray(raw)) throw new TypeError('undici gave no raw header list');
  for (let index = 0; index + 1 < raw.length; index += 2) list.push([text(raw[index]), text(raw[index + 1])]);
  return list;
}

const text = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value));

/** Names what undici, Node or OpenSSL threw. A clean close and an alert look alike here (see `identity` probes). */
export function wireFailure(error: unknown): WireFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  const message = cause.message === '' ? code : `${code}: ${cause.message}`;
  if (cause.name === 'TimeoutError' || code.includes('TIMEOUT') || code === 'ETIMEDOUT')
    return { code: 'TIMED_OUT', message };
  if (cause.name === 'AbortError' || code === 'UND_ERR_ABORTED') return { code: 'ABORTED', message };
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return { code: 'CONNECTION_REFUSED', message };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { code: 'NAME_NOT_FOUND', message };
  if (
    error instanceof errors.HTTPParserError ||
    code.startsWith('HPE_') ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
  )
    return { code: 'MALFORMED_RESPONSE', message };
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || /CERT|SIGNED|SIGNATURE|ISSUER|CRL/.test(code))
    return { code: 'TLS_FAILED', message };
  return { code: 'CONNECTION_CLOSED', message };
}
