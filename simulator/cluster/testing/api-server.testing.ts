import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Authority, createRoot } from '../../pki/authority.ts';
import { issueSvid } from '../../pki/svid.ts';

/** A folder of the test's own. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-cluster-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface ApiServer {
  readonly url: string;
  readonly authority: Authority;
  /** `METHOD path?query` of all requests so far. */
  readonly asked: readonly string[];
}

export interface ApiServerOptions {
  readonly host?: string;
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A small API server on TLS: answers versions and empty lists to whoever has a client certificate or a token that it knows. */
export async function startApiServer({ host = '127.0.0.1', answer }: ApiServerOptions = {}): Promise<ApiServer> {
  const authority = await createRoot({ name: 'test cluster' });
  const own = await issueSvid(authority, { subject: 'apiserver', ipAddresses: [host] });
  const asked: string[] = [];
  const server = createServer(
    // As API servers do: who presents nothing good is refused by an answer, not by TLS.
    { cert: own.chainPem, key: own.keyPem, ca: authority.certificatePem, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (answer) return answer(request, response);
      if (!isKnown(request)) return sendStatus(response, 401, 'Unauthorized');
      if (request.url === '/version') return sendJson(response, 200, { gitVersion: 'v1.31.0' });
      sendJson(response, 200, { kind: 'List', items: [], metadata: {} });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}`, authority, asked };
}

export const KNOWN_TOKEN = 'known-token';

function isKnown({ socket, headers }: IncomingMessage): boolean {
  const certified = 'authorized' in socket && socket.authorized === true;
  return certified || headers.authorization === `Bearer ${KNOWN_TOKEN}`;
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** An error as API servers say it. */
export const sendStatus = (response: ServerResponse, status: number, message: string): void =>
  sendJson(response, status, { kind: 'Status', status: 'Failure', message, code: status });

export interface KubeconfigParts {
  readonly server: string;
  readonly authorityPem?: string;
  readonly user: Readonly<Record<string, unknown>>;
}

/** Writes a kubeconfig into a folder of the test's own. */
export async function writeKubeconfig({ server, authorityPem, user }: KubeconfigParts): Promise<string> {
  const file = join(await testFolder(), 'kubeconfig');
  const cluster = { server, ...(authorityPem !== undefined && { 'certificate-authority-data': base64(authorityPem) }) };
  await writeFile(
    file,
    JSON.stringify({
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
  return file;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
