import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './answer.ts';

/** Puts an answer on the wire; a peer that leaves before the end is its own loss. */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  if (response.destroyed || response.headersSent) return;
  const { status, headers, body } = answer;
  // A peer that is still sending reads its answer only once it is rid of the rest.
  if (!response.req.complete) response.req.resume();
  if (body === undefined || body instanceof Uint8Array) {
    const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
    response.writeHead(status, { ...length, ...headers });
    response.end(response.req.method === 'HEAD' ? undefined : body);
    return;
  }
  response.writeHead(status, { ...headers });
  if (response.req.method === 'HEAD') return void response.end();
  await pipeline(Readable.from(body, { objectMode: false }), response).catch(() => response.destroy());
}
