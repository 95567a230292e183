import { connect } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OCI_MANIFEST } from '../oci/media-types.ts';
import { startRegistry } from './start-registry.ts';
import { wireTo } from './wire.test-support.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

const WORD = fc.oneof(
  fc.constantFrom('charts', 'good', 'manifests', 'blobs', 'uploads', 'tags', 'list', 'referrers', 'latest', DIGEST),
  fc.constantFrom(
    '..',
    '%2e%2e',
    '%00',
    '%2F',
    '%0d%0aX: y',
    'sha256:',
    'SHA256:AB',
    '__proto__',
    'constructor',
    '%ff',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())),
);
const QUERY = fc.oneof(
  fc.constant(''),
  fc.constantFrom(
    `digest=${DIGEST}`,
    'digest=x',
    `mount=${DIGEST}&from=..`,
    'from=a%0d%0ab&mount=x',
    'n=-1',
    'n=1e9',
    'n=',
    'last=%00',
    'scope=::',
  ),
);
const PATH = fc.oneof(
  fc.array(WORD, { maxLength: 6 }),
  fc.tuple(
    fc.constant('charts/good'),
    fc.constantFrom(
      'manifests/1.0.0',
      `manifests/${DIGEST}`,
      'blobs/uploads/',
      'blobs/uploads/x',
      `blobs/${DIGEST}`,
      'tags/list',
    ),
  ),
);
const TARGET = fc
  .tuple(PATH, QUERY)
  .map(([words, query]) => `/v2/${words.join('/')}${query === '' ? '' : `?${query}`}`);
const HEADERS = fc.record(
  {
    'content-type': fc.constantFrom(OCI_MANIFEST, `${OCI_MANIFEST}; charset=utf-8`, 'text/plain', ';'),
    authorization: fc.constantFrom('Basic', 'Basic =', 'Basic Og==', 'Bearer a.b', 'Bearer ..', 'Negotiate x'),
    range: fc.constantFrom('bytes=-', 'bytes=0-0,2-3', `bytes=${'9'.repeat(30)}-`, 'bytes=-0'),
    'content-range': fc.constantFrom('0-', 'bytes 0-1/2', '9-1', '0-99'),
    'if-none-match': fc.constantFrom('*', `"${DIGEST}"`, 'W/""'),
  },
  { requiredKeys: [] },
);
const BODY = fc.oneof(
  fc.string(),
  fc.json(),
  fc.json().map((value) => `{"schemaVersion":2,"config":${value},"layers":[${value}],"subject":{"digest":${value}}}`),
  fc.constantFrom(
    '\u0000',
    '{"schemaVersion":2,"manifests":[]}',
    `{"schemaVersion":2,"config":{"digest":"a\\r\\nb"},"layers":[]}`,
  ),
);
const METHOD = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');

describe.each([{ mode: 'anonymous' }, { mode: 'bearer', accounts: [] }] as const)(
  'whatever is sent to a registry that is $mode',
  (authorization) => {
    it('is answered, never with a fault of the registry', { timeout: 120_000 }, async () => {
      await using registry = await startRegistry({ authorization });
      await using wire = wireTo(registry.host, registry.caPem);
      await fc.assert(
        fc.asyncProperty(METHOD, TARGET, HEADERS, BODY, async (method, target, headers, body) => {
          const more = method === 'GET' || method === 'HEAD' ? { headers } : { headers, body };
          const answer = await wire.call(method, target, more);
          expect(answer.status).toBeGreaterThanOrEqual(200);
          expect(answer.status).toBeLessThan(500);
        }),
        { numRuns: 300 },
      );
      expect((await wire.call('GET', '/v2/')).status).toBe(authorization.mode === 'anonymous' ? 200 : 401);
    });
  },
);

describe('a registry', () => {
  it.each([
    '\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /v2/ HTTP/1.1\r\nContent-Length: x\r\n\r\n',
    '\u0000\u0001\u0002',
  ])('ends a connection on which comes %j, and goes on', async (text) => {
    await using registry = await startRegistry();
    const [, port] = registry.host.split(':');
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: Number(port), ca: registry.caPem }, () => socket.end(text));
      socket
        .on('error', reject)
        .on('close', () => resolve())
        .resume();
    });
    await using wire = wireTo(registry.host, registry.caPem);
    expect((await wire.call('GET', '/v2/')).status).toBe(200);
  });

  it('takes no manifest beyond the limit', async () => {
    await using registry = await startRegistry({ limits: { manifestBytes: 1000 } });
    await using wire = wireTo(registry.host, registry.caPem);
    const put = await wire.call('PUT', '/v2/charts/good/manifests/1.0.0', {
      headers: { 'content-type': OCI_MANIFEST },
      body: ' '.repeat(1_000_000),
    });
    expect(put.status).toBe(413);
  });
});
