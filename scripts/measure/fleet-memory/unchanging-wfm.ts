// A WFM in a process of its own that never changes anything: takes every report, and answers every poll that knows its one
// manifest with 304. Prints its port and the ETag as JSON, and ends with its input.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const BODY = '{"manifestVersion":1,"bundle":null,"deployments":[]}';
const ETAG = `"sha256:${createHash('sha256').update(BODY).digest('hex')}"`;
const MANIFEST = 'application/vnd.margo.manifest.v1+json';
const CACHED = 'private, no-cache';

const server = createServer((request, response) => {
  request.resume();
  if (request.method === 'PUT') response.writeHead(201, { 'content-length': 0 }).end();
  else if (request.headers['if-none-match'] === ETAG)
    response.writeHead(304, { etag: ETAG, 'cache-control': CACHED }).end();
  else response.writeHead(200, { 'content-type': MANIFEST, etag: ETAG, 'cache-control': CACHED }).end(BODY);
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object')
    process.stdout.write(JSON.stringify({ port: address.port, etag: ETAG }));
});
process.stdin.resume().on('end', () => process.exit());
