import { createServer } from 'node:tls';

// Of mutual TLS, with the same short answer to every request.
const [cert = '', key = '', ca = ''] = process.argv.slice(2);
const UNCHANGED = 'HTTP/1.1 304 Not Modified\r\n\r\n';

const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', () => socket.write(UNCHANGED));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
