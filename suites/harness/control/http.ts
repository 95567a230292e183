import { Agent, request } from 'undici';
import { isJsonObject, type JsonValue, parseJsonBytes, stringifyJson } from '../../../simulator/protocol/json.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import type { ControlAnswer, ControlDriver, ControlVerb } from './contract.ts';
import { controlDescription } from './description.ts';

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

interface Answer {
  readonly url: string;
  readonly status: number;
  readonly bytes: Buffer;
}

/**
 * `control.http`: POST <base>/<verb> with a JSON body. A call is bounded by `timeoutMs`. Redirects are not followed: the
 * target file names the hook itself.
 */
export function httpControl(base: string, timeoutMs: number): ControlDriver {
  // The one bound is `timeoutMs`: undici's own would end a slow operator action sooner.
  const dispatcher = new Agent({
    connections: 16,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: timeoutMs },
  });

  const exchange = async (method: 'GET' | 'POST', url: string, body: string | null): Promise<Answer> => {
    const response = await request(url, {
      method,
      dispatcher,
      body,
      headers: body === null ? {} : { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES)
        throw new ConfigurationError('CONTROL_ANSWER_TOO_LARGE', `${url} answered more than ${MAX_ANSWER_BYTES} bytes`);
      chunks.push(chunk);
    }
    return { url, status: response.statusCode, bytes: Buffer.concat(chunks) };
  };

  const send = async (method: 'GET' | 'POST', path: string, body: string | null): Promise<Answer> => {
    const url = `${base}/${path}`;
    try {
      // A kept-alive connection may be closed just as it is used; every verb is idempotent, so it is said once more.
      return await exchange(method, url, body).catch((error: unknown) => {
        if (closedByPeer(error)) return exchange(method, url, body);
        throw error;
      });
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      const late = isLate(error);
      throw new ConfigurationError(
        late ? 'CONTROL_TIMED_OUT' : 'CONTROL_UNREACHABLE',
        `${method} ${url}: ${late ? `no answer within ${timeoutMs} ms` : reason(error)}; start the control hook or correct control.http`,
        { cause: error },
      );
    }
  };

  return {
    async describe() {
      const { url, status, bytes } = await send('GET', '', null);
      if (status !== 200)
        throw new ConfigurationError('CONTROL_DESCRIPTION', `GET ${url} answered ${status}; it has to answer 200`);
      return controlDescription(json(bytes, url), `GET ${url}`);
    },
    async call(verb: ControlVerb, body: JsonValue): Promise<ControlAnswer> {
      const { url, status, bytes } = await send('POST', verb, stringifyJson(body));
      if (status === 501) return { kind: 'unsupported' };
      if (status === 204) return { kind: 'answered', body: {} };
      if (status !== 200) {
        const message = `${url} answered ${status}: ${bytes.toString('utf8', 0, 500).trim() || 'nothing'}`;
        return { kind: status === 404 ? 'not-found' : 'refused', message };
      }
      const answer = bytes.length === 0 ? {} : json(bytes, url);
      if (!isJsonObject(answer))
        throw new ConfigurationError('CONTROL_ANSWER', `${url} answered JSON that is no object`);
      return { kind: 'answered', body: answer };
    },
    close: () => dispatcher.destroy(),
  };
}

function json(bytes: Uint8Array, url: string): JsonValue {
  try {
    return parseJsonBytes(bytes);
  } catch (error) {
    const start = Buffer.from(bytes).toString('utf8', 0, 120);
    throw new ConfigurationError('CONTROL_ANSWER', `${url} answered ${JSON.stringify(start)}, which is no JSON`, {
      cause: error,
    });
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const closedByPeer = (error: unknown): boolean => ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));

const isLate = (error: unknown): boolean =>
  codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT' || (error instanceof Error && error.name === 'TimeoutError');

/** Connection errors of several addresses come without a message of their own. */
const reason = (error: unknown): string => messageOf(error) || codeOf(error) || 'connection failed';
