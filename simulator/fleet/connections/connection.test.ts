import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Exchange, WireRequest } from '../../protocol/exchange.ts';
import type { ConnectionsOptions, DeviceEnd } from './connections-options.ts';
import { FleetConnections } from './fleet-connections.ts';
import { requestBytes } from './request/request-bytes.ts';
import { aConnectionPlan } from './testing/connection-plan.test-support.ts';
import { rawServer } from './testing/raw-server.test-support.ts';
import type { FleetConnection } from './transport.ts';

const GET: WireRequest = { method: 'GET', path: '/', headers: [], body: null };
const POLL = requestBytes({ ...GET, headers: [['if-none-match', '"a"']] }, 'wfm.example', 'keep-alive');
const UNCHANGED = 'HTTP/1.1 304 Not Modified\r\netag: "a"\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const DEVICE: DeviceEnd = { actor: 'device', credential: null };

interface Polled {
  readonly status: number;
  readonly serviceUs: number;
  readonly exchange: Exchange | null;
}

const poll = (connection: FleetConnection, bytes: Buffer = POLL): Promise<Polled> =>
  new Promise((resolve) => {
    connection.poll(bytes, (status, serviceUs, exchange) => resolve({ status, serviceUs, exchange }));
  });

const codeOf = (exchange: Exchange | null): string | undefined =>
  exchange?.outcome.kind === 'failure' ? exchange.outcome.failure.code : undefined;

const connectionsTo = (origin: string, changes: Partial<ConnectionsOptions> = {}): FleetConnections =>
  new FleetConnections({
    endpoint: new URL(origin),
    anchors: '',
    plan: aConnectionPlan(),
    limits: { requestMs: 10_000, maxBodyBytes: 1000 },
    ...changes,
  });

const answering = (text: string) => (socket: Socket) => void socket.write(text);

describe('a poll', () => {
  it('that changes nothing is told by its status alone, on a connection that is kept', async () => {
    await using server = await rawServer(answering(UNCHANGED));
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of(DEVICE);
    for (let count = 0; count < 3; count++) {
      const { status, serviceUs, exchange } = await poll(connection);
      expect([status, exchange]).toEqual([304, null]);
      expect(serviceUs).toBeGreaterThan(0);
    }
    expect(server.received).toEqual([POLL.toString('latin1').repeat(3)]);
    expect(fleet.open).toBe(1);
    await fleet.close();
    expect(fleet.open).toBe(0);
  });

  it('gives its whole exchange where something has changed, or where every one is judged', async () => {
    await using server = await rawServer((socket, text) => void socket.write(text.includes('"a"') ? UNCHANGED : OK));
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of({ ...DEVICE, passes: () => false });
    const { exchange: unchanged } = await poll(connection);
    expect(unchanged).toMatchObject({
      actor: 'device',
      origin: server.origin,
      request: { ...GET, headers: [['if-none-match', '"a"']] },
      outcome: { response: { status: 304, statusText: 'Not Modified', headers: [['etag', '"a"']] } },
    });
    const { status, exchange } = await poll(connection, requestBytes(GET, 'wfm.example', 'keep-alive'));
    expect(status).toBe(200);
    expect(exchange?.outcome).toMatchObject({ response: { body: Buffer.from('ok') } });
    await fleet.close();
  });

  it('shows what has not changed to whoever passes it, and gives the exchange where it does not pass', async () => {
    await using server = await rawServer(answering(UNCHANGED));
    const fleet = connectionsTo(server.origin);
    const shown: string[][] = [];
    const passes = (...bytes: readonly Uint8Array[]): boolean => {
      shown.push(bytes.map((part) => Buffer.from(part).toString('latin1')));
      return shown.length === 1;
    };
    const connection = fleet.of({ ...DEVICE, passes });
    expect((await poll(connection)).exchange).toBeNull();
    expect((await poll(connection)).exchange?.outcome).toMatchObject({ response: { status: 304 } });
    expect(shown).toEqual(Array(2).fill([POLL.toString('latin1'), UNCHANGED]));
    await fleet.close();
  });

  it('is sent once more where a kept connection is dead, and no more than once', async () => {
    await using server = await rawServer((socket, _text, index) => {
      // The first connection answers once, and then nothing any more.
      if (server.received[index] === POLL.toString('latin1') && index === 0) socket.write(UNCHANGED);
      else if (index === 1) socket.write(UNCHANGED);
      else socket.destroy();
    });
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of(DEVICE);
    expect((await poll(connection)).status).toBe(304);
    expect((await poll(connection)).status).toBe(304);
    expect(server.sockets).toHaveLength(2);
    await connection.close();
    const { status, exchange } = await poll(connection);
    expect([status, codeOf(exchange), server.sockets.length]).toEqual([0, 'CONNECTION_CLOSED', 3]);
    await fleet.close();
  });

  it('is not sent again where part of an answer has come', async () => {
    let answers = 0;
    await using server = await rawServer((socket) => {
      answers += 1;
      if (answers === 1) socket.write(UNCHANGED);
      else socket.end('HTTP/1.1 3');
    });
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of(DEVICE);
    await poll(connection);
    expect(codeOf((await poll(connection)).exchange)).toBe('CONNECTION_CLOSED');
    expect(answers).toBe(2);
    await fleet.close();
  });

  it('waits until what was sent before is answered', async () => {
    await using server = await rawServer(answering(UNCHANGED));
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of(DEVICE);
    const all = [poll(connection), poll(connection), poll(connection)];
    expect(connection.isBusy).toBe(true);
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([304, 304, 304]);
    expect([connection.isBusy, server.sockets.length]).toEqual([false, 1]);
    await fleet.close();
  });
});

describe('a request', () => {
  it('arrives as the general client would send it, body included', async () => {
    const seen: unknown[] = [];
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      seen.push([request.method, request.url, request.headers['x-a'], request.headers['content-length'], body]);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const fleet = connectionsTo(`http://127.0.0.1:${port}`);
    const connection = fleet.of(DEVICE);
    await connection.send({ method: 'PUT', path: '/a?b', headers: [['X-A', 'ü']], body: Buffer.from('{"ü":1}') });
    await connection.send({ method: 'POST', path: '/c', headers: [], body: null });
    await connection.send({ method: 'HEAD', path: '/d', headers: [], body: null });
    expect(seen).toEqual([
      ['PUT', '/a?b', 'ü', '8', '{"ü":1}'],
      ['POST', '/c', undefined, '0', ''],
      ['HEAD', '/d', undefined, undefined, ''],
    ]);
    await fleet.close();
    server.close();
    await once(server, 'close');
  });

  it.each<Partial<WireRequest>>([
    { method: 'GET /x HTTP/1.1\r\nx:' },
    { path: '/ HTTP/1.1\r\nx: y' },
    { headers: [['x', 'y\r\nz: w']] },
    { headers: [['x: y\r\nz', 'w']] },
    { headers: [['Transfer-Encoding', 'chunked']] },
    { headers: [['content-length', '5']] },
    { headers: [['x', 'Ā']] },
  ])('that would become another one is not sent: %j', async (changes) => {
    const fleet = connectionsTo('http://127.0.0.1:1');
    await expect(fleet.of(DEVICE).send({ ...GET, ...changes })).rejects.toThrow(/^REQUEST_UNSAFE: /);
    expect(fleet.open).toBe(0);
  });

  it('ends when it is aborted, at whatever time', async () => {
    await using server = await rawServer(() => undefined);
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of(DEVICE);
    const [first, second] = [new AbortController(), new AbortController()];
    const pending = [connection.send(GET, first.signal), connection.send(GET, second.signal)];
    second.abort();
    first.abort();
    expect((await Promise.all(pending)).map(codeOf)).toEqual(['ABORTED', 'ABORTED']);
    expect(codeOf(await connection.send(GET, AbortSignal.abort()))).toBe('ABORTED');
    await fleet.close();
  });

  it('ends when its time is over, when its connection is closed here, and when there is nobody', async () => {
    await using server = await rawServer(() => undefined);
    const fleet = connectionsTo(server.origin, { limits: { requestMs: 20, maxBodyBytes: 10 } });
    expect(codeOf(await fleet.of(DEVICE).send(GET))).toBe('TIMED_OUT');
    const patient = fleet.of({ ...DEVICE, requestMs: 60_000 });
    const pending = patient.send(GET);
    await patient.close();
    expect(codeOf(await pending)).toBe('ABORTED');
    await fleet.close();
    const { origin } = server;
    await server[Symbol.asyncDispose]();
    expect(codeOf(await connectionsTo(origin).of(DEVICE).send(GET))).toBe('CONNECTION_REFUSED');
  });

  it('does not get an answer that nobody asked for', async () => {
    await using server = await rawServer((socket, _text, index) => {
      socket.write(index === 0 ? `${OK}HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong` : OK);
    });
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of(DEVICE);
    for (let count = 0; count < 2; count++)
      expect((await connection.send(GET)).outcome).toMatchObject({ response: { body: Buffer.from('ok') } });
    expect(server.sockets).toHaveLength(2);
    await fleet.close();
  });
});

describe('a connection', () => {
  it.each(['close', 'resume'] as const)('is closed after each poll where the policy is %s', async (policy) => {
    await using server = await rawServer(answering(UNCHANGED));
    const fleet = connectionsTo(server.origin, { plan: aConnectionPlan({ policy }) });
    const connection = fleet.of(DEVICE);
    await poll(connection);
    await poll(connection);
    expect(server.sockets).toHaveLength(2);
    await fleet.close();
  });

  it('carries what all devices send where it is shared', async () => {
    await using server = await rawServer(answering(UNCHANGED));
    const fleet = connectionsTo(server.origin, { plan: aConnectionPlan({ policy: 'shared', shared: 2 }) });
    const passes = (): boolean => false;
    const devices = ['a', 'b', 'c', 'd'].map((actor) => fleet.of({ actor, credential: null, passes }));
    const polled = await Promise.all(devices.map((device) => poll(device)));
    expect(polled.map(({ exchange }) => exchange?.actor)).toEqual(['a', 'b', 'c', 'd']);
    expect(server.sockets).toHaveLength(2);
    await fleet.close();
  });

  it('is closed when nothing has passed for the time of the plan', async () => {
    await using server = await rawServer(answering(UNCHANGED));
    const fleet = connectionsTo(server.origin, { plan: aConnectionPlan({ idleMs: 10 }) });
    await poll(fleet.of(DEVICE));
    const [socket] = server.sockets;
    if (socket && !socket.closed) await once(socket, 'close');
    expect(server.sockets).toHaveLength(1);
    await fleet.close();
  });

  it('is dialled from the source addresses in turn, or elsewhere', async () => {
    await using server = await rawServer(answering(UNCHANGED));
    const plan = aConnectionPlan({ sourceAddresses: ['127.0.0.2', '127.0.0.3'] });
    const fleet = connectionsTo(server.origin, { plan });
    for (let count = 0; count < 3; count++) await poll(fleet.of(DEVICE));
    expect(server.sockets.map(({ remoteAddress }) => remoteAddress)).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.2']);
    await fleet.close();
    const ports: number[] = [];
    const elsewhere = connectionsTo('http://wfm.example:1');
    const dial = () => ({ host: '127.0.0.1', port: server.port, connected: (port: number) => void ports.push(port) });
    expect((await poll(elsewhere.of({ ...DEVICE, dial }))).status).toBe(304);
    expect(ports).toEqual([server.sockets[3]?.remotePort]);
    await elsewhere.close();
  });

  it('ends with a reset where a machine loses its power', async () => {
    const errors: unknown[] = [];
    await using server = await rawServer((socket) => {
      socket.on('error', (error) => errors.push('code' in error ? error.code : error));
      socket.write(UNCHANGED);
    });
    const fleet = connectionsTo(server.origin);
    const connection = fleet.of(DEVICE);
    await poll(connection);
    const [socket] = server.sockets;
    const closed = new Promise((resolve) => socket?.once('close', resolve));
    await connection.close('reset');
    await closed;
    expect(errors).toEqual(['ECONNRESET']);
  });
});
