import { once } from 'node:events';
import { createServer, connect as overTcp, type Socket } from 'node:net';
import { createServer as createTlsServer, connect as overTls } from 'node:tls';
import { expect, it } from 'vitest';
import { createRoot } from '../../../pki/authority.ts';
import { issueSvid } from '../../../pki/svid.ts';
import { rawServer } from '../testing/raw-server.test-support.ts';
import { reset } from './reset.ts';

/** Whether anything went wrong on the way to its end. */
async function closed(socket: Socket): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  socket.on('error', (error) => errors.push(error));
  reset(socket);
  await once(socket, 'close');
  return errors;
}

it('closes a socket whose end is on its way, too', async () => {
  await using server = await rawServer(() => undefined, createServer({ allowHalfOpen: true }));
  const socket = overTcp(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end();
  expect(await closed(socket)).toEqual([]);
});

it('closes a socket of TLS whose end is on its way, too', async () => {
  const root = await createRoot({ name: 'Test root' });
  const { chainPem, keyPem } = await issueSvid(root, { subject: 'server', ipAddresses: ['127.0.0.1'] });
  await using server = await rawServer(() => undefined, createTlsServer({ cert: chainPem, key: keyPem }));
  const socket = overTls({ host: '127.0.0.1', port: server.port, ca: root.certificatePem });
  await once(socket, 'secureConnect');
  socket.end();
  expect(await closed(socket)).toEqual([]);
});
