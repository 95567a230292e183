import { once } from 'node:events';
import { connect, createSecureContext, type TLSSocket } from 'node:tls';
import { connectAll } from './handshakes.ts';

// What the same costs with nothing but `node:tls`: a socket each, with a secure context of its own.
const kept: TLSSocket[] = [];

await connectAll(({ port, anchors }) => async (credential) => {
  const secureContext = createSecureContext({ ca: anchors, cert: credential.chainPem, key: credential.keyPem });
  const socket = connect({ host: '127.0.0.1', port, secureContext, checkServerIdentity: () => undefined });
  kept.push(socket);
  await once(socket, 'secureConnect');
  socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: keep-alive\r\n\r\n');
  await once(socket, 'data');
});
