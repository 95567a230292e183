import { createServer } from 'node:net';

// The same short answer to every request, as fast as Node can: what is measured is who asks.
const UNCHANGED = Buffer.from(
  'HTTP/1.1 304 Not Modified\r\nETag: "sha256:0000000000000000000000000000000000000000000000000000000000000000"\r\n' +
    'Cache-Control: private, no-cache\r\nDate: Sun, 01 Mar 2026 00:00:00 GMT\r\n\r\n',
);
const END = Buffer.from('\r\n\r\n');

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece) => {
    for (let at = piece.indexOf(END); at >= 0; at = piece.indexOf(END, at + END.length)) socket.write(UNCHANGED);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
