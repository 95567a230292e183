import { Agent, request } from 'undici';
import { isJsonObject, type JsonObject, parseJsonBytes } from '../../../../simulator/protocol/json.ts';

/*
 * Questions to a server whose certificate may lead nowhere. Nothing secret is sent and nothing is believed; the answers
 * only tell a person what kind of server this is.
 */

const MAX_BYTES = 256 * 1024;

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** Undefined where the body is no JSON object. */
  readonly document: JsonObject | undefined;
}

/** Asks as nobody in particular; a POST brings an empty object. Undefined where there is no answer. */
export async function ask({ method, url, timeoutMs }: Question): Promise<Answer | undefined> {
  const dispatcher = new Agent({
    allowH2: false,
    maxResponseSize: MAX_BYTES,
    connect: { rejectUnauthorized: false, timeout: timeoutMs },
  });
  const body = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
  try {
    const answer = await request(url, { method, dispatcher, signal: AbortSignal.timeout(timeoutMs), ...body });
    const bytes = await answer.body.bytes();
    return { status: answer.statusCode, type: String(answer.headers['content-type'] ?? ''), document: object(bytes) };
  } catch {
    return undefined;
  } finally {
    await dispatcher.destroy();
  }
}

function object(bytes: Uint8Array): JsonObject | undefined {
  try {
    const document = parseJsonBytes(bytes);
    return isJsonObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
