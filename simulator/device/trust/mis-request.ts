import { request } from 'node:http';
import type { HeaderList, Outcome } from '../../protocol/exchange.ts';
import { wireFailure } from '../../protocol/wire.ts';
import { DeviceError } from '../device-error.ts';
import { connectAuthenticated, type MisAuthentication } from './mis-authentication.ts';

export interface MisRequest {
  readonly url: URL;
  readonly authentication: MisAuthentication;
  readonly etag: string | null;
  readonly requestMs: number;
  readonly maxBytes: number;
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * One GET on a MIS endpoint, without credentials (TRB-010) and past every cache (TRB-020). Redirects are not followed.
 * @throws DeviceError MIS_URL_REFUSED, MIS_NOT_AUTHENTICATED
 */
export async function misGet(options: MisRequest): Promise<Outcome> {
  const { url, authentication, now } = options;
  if (url.protocol !== 'https:')
    throw new DeviceError(
      'MIS_URL_REFUSED',
      `${url.href} is no https URL; trust material comes over https only (TRB-013)`,
    );
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.requestMs)]);
  try {
    const socket = await connectAuthenticated(url, authentication, now, signal);
    return await get(options, signal, socket);
  } catch (error) {
    if (error instanceof DeviceError) throw error;
    return { kind: 'failure', failure: wireFailure(error) };
  }
}

function get(
  { url, etag, maxBytes }: MisRequest,
  signal: AbortSignal,
  socket: Awaited<ReturnType<typeof connectAuthenticated>>,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      createConnection: () => socket,
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        accept: 'application/json',
        'cache-control': 'no-cache',
        connection: 'close',
        ...(etag !== null && { 'if-none-match': etag }),
      },
      signal,
    });
    outgoing.once('error', reject);
    outgoing.once('response', async (incoming) => {
      try {
        const chunks: Buffer[] = [];
        let length = 0;
        for await (const chunk of incoming) {
          const bytes = Buffer.from(chunk);
          length += bytes.length;
          if (length > maxBytes) throw new DeviceError('TOO_LARGE', `${url.href} answered more than ${maxBytes} bytes`);
          chunks.push(bytes);
        }
        const { statusCode = 0, statusMessage = '', rawHeaders } = incoming;
        const response = {
          status: statusCode,
          statusText: statusMessage,
          headers: pairs(rawHeaders),
          body: Buffer.concat(chunks),
        };
        resolve({ kind: 'response', response });
      } catch (error) {
        reject(error);
      } finally {
        socket.destroy();
      }
    });
    outgoing.end();
  });
}

const pairs = (raw: readonly string[]): HeaderList =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
