import { type Dispatcher, Pool } from 'undici';
import { EngineError } from '../engine-error.ts';

/** An answer beyond this is no answer of an engine to what is asked here. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const ANSWER_MS = 30_000;
const CONNECTIONS = 8;

export interface EngineAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** HTTP over the address that `DOCKER_HOST` gives: a unix socket or plain TCP. */
export class EngineHttp {
  readonly #host: string;
  readonly #pool: Pool;

  /** @throws EngineError ENGINE_HOST_INVALID */
  constructor(dockerHost: string) {
    this.#host = dockerHost;
    const { origin, socketPath } = addressOf(dockerHost);
    const limits = { connections: CONNECTIONS, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS };
    this.#pool = new Pool(origin, socketPath === undefined ? limits : { ...limits, connect: { socketPath } });
  }

  /** Statuses listed in `expected` are answered; any other is thrown. @throws EngineError */
  async send(
    method: Dispatcher.HttpMethod,
    path: string,
    expected: readonly number[],
    body?: Uint8Array,
  ): Promise<EngineAnswer> {
    const answer = await this.#exchange(method, path, body);
    if (expected.includes(answer.status)) return answer;
    throw new EngineError(
      'ENGINE_REFUSED',
      `${method} ${path.split('?')[0]} was answered ${answer.status} ${messageOf(answer.body)}; look into the engine's log`,
    );
  }

  async json(path: string): Promise<unknown> {
    const { body } = await this.send('GET', path, [200]);
    try {
      return JSON.parse(body.toString());
    } catch (cause) {
      throw new EngineError('ENGINE_REFUSED', `${path} was answered with something else than JSON`, { cause });
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #exchange(method: Dispatcher.HttpMethod, path: string, body?: Uint8Array): Promise<EngineAnswer> {
    try {
      const headers = body ? { 'content-type': 'application/x-tar' } : {};
      const answer = await this.#pool.request({ method, path, headers, body: body ?? null });
      return { status: answer.statusCode, body: await bounded(answer.body) };
    } catch (cause) {
      if (cause instanceof EngineError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new EngineError('ENGINE_UNREACHABLE', `${this.#host} did not answer ${method} ${path}: ${why}`, { cause });
    }
  }
}

function addressOf(dockerHost: string): { readonly origin: string; readonly socketPath?: string } {
  const [, scheme, rest] = /^(unix|tcp|http):\/\/(.+)$/.exec(dockerHost) ?? [];
  if (scheme === 'unix' && rest?.startsWith('/')) return { origin: 'http://localhost', socketPath: rest };
  if (scheme && scheme !== 'unix' && URL.canParse(`http://${rest}`))
    return { origin: new URL(`http://${rest}`).origin };
  throw new EngineError(
    'ENGINE_HOST_INVALID',
    `${dockerHost} names no engine that can be asked; use unix:///path/of/docker.sock, or tcp://host:port without TLS`,
  );
}

async function bounded(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES)
      throw new EngineError('ENGINE_REFUSED', `the engine's answer goes beyond ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An engine says what is wrong as `{"message": "…"}`. */
function messageOf(body: Buffer): string {
  const text = body.toString().slice(0, 500);
  return /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
}
