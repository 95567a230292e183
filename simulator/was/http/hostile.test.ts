import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { beforeAll, expect, it } from 'vitest';
import type { RunningWas } from '../options.ts';
import { admitted, type TestClient } from '../testing/client.ts';
import { running } from '../testing/running.ts';

let was: RunningWas;
let client: TestClient;
beforeAll(async () => {
  was = await running();
  client = await admitted(was, 'hostile');
});

async function open(): Promise<TLSSocket> {
  const { hostname, port } = new URL(was.endpoints['test'] ?? '');
  const { chainPem: cert, keyPem: key } = client.credential;
  const socket = connect({ host: hostname, port: Number(port), ca: [...was.anchorsPem], cert, key });
  await once(socket, 'secureConnect');
  return socket;
}

/** What comes back until the end of the connection, or of the first problem document. */
async function exchange(request: string): Promise<string> {
  const socket = await open();
  socket.write(request);
  let received = '';
  for await (const chunk of socket) {
    received += String(chunk);
    if (received.endsWith('}')) break;
  }
  socket.destroy();
  return received;
}

const line = (target: string, ...headers: readonly string[]): string =>
  [`${target} HTTP/1.1`, ...headers, '', ''].join('\r\n');

it.each([
  ['what is no HTTP', 'GARBAGE\r\n\r\n', 400],
  ['two lengths', line('PUT /api/v1/capabilities/a', 'Host: x', 'Content-Length: 2', 'Content-Length: 3'), 400],
  ['a length and chunks', line('PUT /a', 'Host: x', 'Content-Length: 2', 'Transfer-Encoding: chunked'), 400],
  ['no Host', line('GET /api/v1/deployments'), 400],
  ['a path that cannot be decoded', line('GET /%zz', 'Host: x'), 400],
  ['a path without end', line(`GET /${'a'.repeat(20_000)}`, 'Host: x'), 431],
  ['an identifier without end', line(`GET /api/v1/bundles/${'a'.repeat(9_000)}`, 'Host: x'), 414],
  ['an expectation that nobody knows', line('GET /api/v1/deployments', 'Host: x', 'Expect: more'), 417],
  ['a method that nobody knows', line('PROPFIND /api/v1/deployments', 'Host: x'), 404],
])('%s gets a problem document', async (_name, request, status) => {
  const response = await exchange(request);
  expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(response).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i);
  expect(JSON.parse(response.slice(response.indexOf('{')))).toMatchObject({ status, retryable: false });
});

it('serves others while many connections stay half open', async () => {
  const idle = await Promise.all(Array.from({ length: 20 }, open));
  for (const socket of idle)
    socket.write('PUT /api/v1/capabilities/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
  expect((await client.call('GET', '/api/v1/deployments')).status).toBe(200);
  for (const socket of idle) socket.destroy();
});
