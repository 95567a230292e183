import { createServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRoot } from '../../../simulator/pki/authority.ts';
import { issueSvid } from '../../../simulator/pki/svid.ts';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { RawConnection, type RawOptions } from './raw-connection.ts';

const root = await createRoot({ name: 'Root' });
const stranger = await issueSvid(await createRoot({ name: 'Root' }), { spiffeId: 'spiffe://a.example/x' });
const known = await issueSvid(root, { spiffeId: 'spiffe://a.example/x' });
const own = await issueSvid(root, { spiffeId: 'spiffe://a.example/server', dnsNames: ['localhost'] });

const server = createServer(
  { cert: own.chainPem, key: own.keyPem, ca: root.certificatePem, requestCert: true, rejectUnauthorized: true },
  (request, response) => {
    if (request.url?.endsWith('/silence')) return;
    if (request.url?.endsWith('/destroy')) return void request.socket.destroy();
    response.setHeader('X-Path', request.url ?? '');
    response.end('hello');
  },
);
const exchanges: Exchange[] = [];
let options: RawOptions;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  options = {
    endpoint: new URL(`https://127.0.0.1:${address.port}/base/`),
    anchors: root.certificatePem,
    credential: known,
    actor: 'probe',
    limits: { requestMs: 5_000, maxBodyBytes: 1_000_000 },
    onExchange: (exchange) => exchanges.push(exchange),
  };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const outcomeFor = async (changes: Partial<RawOptions>, path = '/') => {
  const connection = await RawConnection.open({ ...options, ...changes });
  try {
    return await connection.exchange({ method: 'GET', path });
  } finally {
    connection.close();
  }
};

describe('a connection driven by hand', () => {
  it('reads answers, several on one connection, and records them', async () => {
    const connection = await RawConnection.open(options);
    const first = await connection.exchange({ method: 'GET', path: '/one' });
    connection.write('GET /two HTTP/1.1\r\nHost: a\r\n\r\nGET /three HTTP/1.1\r\nHost: a\r\n\r\n');
    const rest = [await connection.read(), await connection.read()];
    connection.close();
    const paths = [first, ...rest].map(
      (outcome) => outcome.kind === 'response' && outcome.response.headers.find(([name]) => name === 'X-Path')?.[1],
    );
    expect(paths).toEqual(['/base/one', '/two', '/three']);
    expect(connection.negotiated).toMatchObject({ version: 'TLSv1.3', resumed: false });
    expect(connection.negotiated?.peerChain).toHaveLength(2);
    expect(exchanges.at(-1)).toMatchObject({
      actor: 'probe',
      request: { path: '/base/one' },
      outcome: { kind: 'response' },
    });
  });

  it('tells an alert, a clean close and a reset apart', async () => {
    expect(await outcomeFor({ credential: null })).toMatchObject({
      kind: 'closed',
      how: { stage: 'established', manner: 'alert' },
    });
    expect(await outcomeFor({ credential: stranger })).toMatchObject({ kind: 'closed', how: { stage: 'established' } });
    expect(await outcomeFor({}, '/destroy')).toMatchObject({ kind: 'closed' });
  });

  it('resumes a session', async () => {
    const first = await RawConnection.open(options);
    await first.exchange({ method: 'GET', path: '/' });
    first.close();
    if (!first.session) throw new Error('no session was given');
    const second = await RawConnection.open({ ...options, tls: { session: first.session } });
    expect(await second.exchange({ method: 'GET', path: '/' })).toMatchObject({ kind: 'response' });
    expect(second.negotiated?.resumed).toBe(true);
    second.close();
  });

  it('gives up on silence, and says that nobody is there', async () => {
    const limits = { ...options.limits, requestMs: 300 };
    expect(await outcomeFor({ limits }, '/silence')).toEqual({ kind: 'timed-out', afterMs: 300 });
    expect(await outcomeFor({ endpoint: new URL('https://127.0.0.1:1') })).toMatchObject({
      kind: 'unreachable',
      failure: { code: 'CONNECTION_REFUSED' },
    });
  });
});
