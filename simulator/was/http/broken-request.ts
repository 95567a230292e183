import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Behaviour } from '../behaviour.ts';

const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what the HTTP parser could not read, and closes: where the next request would begin is unknown. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket, behaviour: Behaviour): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const status = STATUS[error.code ?? ''] ?? 400;
  const answer = behaviour.problem({
    reason: status === 400 ? 'invalid-request' : status,
    detail: 'The request is not HTTP/1.1 that can be read',
  });
  const head = Object.entries({
    ...answer.headers,
    'Content-Length': String(answer.body?.length ?? 0),
    Connection: 'close',
  });
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
  socket.end(answer.body ?? '');
  socket.destroySoon();
}
