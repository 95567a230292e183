import { once } from 'node:events';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { TestPki } from './pki.test-support.ts';
import type { Answer, Received } from './small-wfm.test-support.ts';

export interface ScriptedServer {
  readonly origin: string;
  readonly received: readonly Received[];
  /** TCP connections that were opened, whatever became of them. */
  connections(): number;
  /** Answers from now on. */
  answer: (request: Received) => Answer;
}

/** A server over TLS that asks nobody who they are, gone after the test. */
export async function scriptedServer({ wfm }: TestPki, answer: ScriptedServer['answer']): Promise<ScriptedServer> {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer({ cert: wfm.chainPem, key: wfm.keyPem }, async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const asked = { method, path, headers, body: (await buffer(request)).toString() };
    received.push(asked);
    const { status, headers: fields, body } = scripted.answer(asked);
    response.writeHead(status, fields).end(body);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const scripted: ScriptedServer = {
    origin: `https://127.0.0.1:${address.port}`,
    received,
    connections: () => connections,
    answer,
  };
  return scripted;
}
