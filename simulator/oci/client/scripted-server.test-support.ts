import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import { createCertificates } from '../../registry/certificates.ts';
import { parseHost, type RegistryHost } from '../reference.ts';

export interface ScriptedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A server that says what a test wants it to, and keeps what it was asked. */
export interface ScriptedServer extends AsyncDisposable {
  readonly host: RegistryHost;
  readonly requests: readonly ScriptedRequest[];
  /** Connections that were opened, also those without a request. */
  readonly connections: () => number;
}

export interface ScriptedCertificates {
  readonly caPem: string;
  readonly certificateChain: string;
  readonly key: string;
}

export const scriptedCertificates = (
  names: readonly string[] = ['127.0.0.1', 'localhost'],
): Promise<ScriptedCertificates> => createCertificates(names);

/** @param answer null: never answers */
export async function startScripted(
  { certificateChain, key }: ScriptedCertificates,
  answer: (request: ScriptedRequest) => ScriptedAnswer | null,
): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  let connections = 0;
  const server = createServer({ cert: certificateChain, key }, (incoming, outgoing) => {
    const request = { method: incoming.method ?? '', target: incoming.url ?? '', headers: incoming.headers };
    requests.push(request);
    incoming.resume();
    const reply = answer(request);
    if (reply) outgoing.writeHead(reply.status, { ...reply.headers }).end(reply.body);
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('the server has no port');
  return {
    host: parseHost(`127.0.0.1:${address.port}`),
    requests,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
