import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import { createRoot } from '../../pki/authority.ts';
import type { KeyAlgorithm } from '../../pki/key-algorithms.ts';
import { issueSvid } from '../../pki/svid.ts';
import type { ConnectOptions, TlsCredential } from '../revision.ts';

export interface Received {
  readonly method: string;
  /** As it stood on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly clientCertificate: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly origin: string;
  readonly received: readonly Received[];
  /** A client of this server; the endpoint has a base path, `/margo`. */
  options(credential: TlsCredential): ConnectOptions;
}

/** A real HTTPS server that answers as it is told, and remembers what it was asked. */
export async function scriptedServer(
  answer: (request: Received) => Answer | Promise<Answer> = () => ({ status: 200 }),
): Promise<ScriptedServer> {
  const root = await createRoot({ name: 'Test root' });
  const own = await issueSvid(root, { subject: 'server' });
  const received: Received[] = [];
  // A certificate is asked for, so that one which is not meant to be shown would be seen.
  const tls = { cert: own.chainPem, key: own.keyPem, requestCert: true, rejectUnauthorized: false };
  const server = createServer(tls, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
    );
    const { socket } = request;
    const clientCertificate = socket instanceof TLSSocket && Object.keys(socket.getPeerCertificate() ?? {}).length > 0;
    const { method = '', url: path = '' } = request;
    const one: Received = { method, path, headers, body: Buffer.concat(chunks), clientCertificate };
    received.push(one);
    const { status, body = '' } = await answer(one);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new TypeError('the server has no port');
  const origin = `https://127.0.0.1:${address.port}`;
  return {
    origin,
    received,
    options: (credential) => ({
      endpoint: new URL(`${origin}/margo/`),
      credential,
      anchors: root.certificatePem,
      actor: 'client',
      limits: { requestMs: 10_000, maxBodyBytes: 1_000_000 },
    }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export async function clientCredential(algorithm: KeyAlgorithm = 'P-256'): Promise<TlsCredential> {
  const { chainPem, keyPem } = await issueSvid(await createRoot({ name: 'Devices' }), { subject: 'device', algorithm });
  return { chainPem, keyPem };
}
