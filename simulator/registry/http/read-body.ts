import type { IncomingMessage } from 'node:http';
import type { Body } from './request.ts';

/** Reads a body into memory, and no more of it than the limit: what is announced or sent beyond is left on the wire. */
export async function readBody(message: IncomingMessage, limit: number): Promise<Body> {
  if (Number(message.headers['content-length'] ?? 0) > limit) return { kind: 'too-large' };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of message.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > limit) return { kind: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return { kind: 'aborted' };
  }
  return { kind: 'whole', bytes: Buffer.concat(chunks, length) };
}
