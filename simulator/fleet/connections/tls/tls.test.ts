import { X509Certificate } from 'node:crypto';
import { createServer, type Server, type TlsOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { type Authority, createIntermediate, createRoot } from '../../../pki/authority.ts';
import { issueSvid } from '../../../pki/svid.ts';
import type { Exchange, WireRequest } from '../../../protocol/exchange.ts';
import type { PeerVerifier, TlsCredential } from '../../../protocol/revision.ts';
import { Wire } from '../../../protocol/wire.ts';
import type { ConnectionsOptions } from '../connections-options.ts';
import { FleetConnections } from '../fleet-connections.ts';
import { requestBytes } from '../request/request-bytes.ts';
import { aConnectionPlan } from '../testing/connection-plan.test-support.ts';
import { type RawServer, rawServer } from '../testing/raw-server.test-support.ts';

const GET: WireRequest = { method: 'GET', path: '/', headers: [], body: null };
const POLL = requestBytes(GET, 'wfm.example', 'close');
const UNCHANGED = 'HTTP/1.1 304 Not Modified\r\n\r\n';
const LIMITS = { requestMs: 10_000, maxBodyBytes: 1000 };

interface World extends AsyncDisposable {
  readonly server: RawServer;
  readonly root: Authority;
  readonly fleet: FleetConnections;
  /** Who has connected, in order. */
  readonly callers: readonly Caller[];
}

interface Caller {
  /** Empty where no certificate was shown. */
  readonly subject: string;
  /** The chain that was shown leads to the root. */
  readonly isTrusted: boolean;
  readonly isResumed: boolean;
}

/** A server of TLS that answers every request with 304, and a fleet that trusts it. */
async function world(changes: Partial<ConnectionsOptions> = {}, tls: TlsOptions = {}): Promise<World> {
  const root = await createRoot({ name: 'Test root' });
  const own = await issueSvid(root, { subject: 'server', ipAddresses: ['127.0.0.1'] });
  const asking = { requestCert: true, rejectUnauthorized: false, ca: root.certificatePem };
  const listening: Server = createServer({ cert: own.chainPem, key: own.keyPem, ...asking, ...tls });
  const callers: Caller[] = [];
  listening.on('secureConnection', (socket) => {
    const subject = socket.getPeerX509Certificate()?.subject ?? '';
    callers.push({ subject, isTrusted: socket.authorized, isResumed: socket.isSessionReused() });
  });
  const server = await rawServer((socket) => void socket.write(UNCHANGED), listening);
  const endpoint = new URL(`https://127.0.0.1:${server.port}`);
  const options = { endpoint, anchors: root.certificatePem, plan: aConnectionPlan(), limits: LIMITS, ...changes };
  const fleet = new FleetConnections(options);
  const dispose = async (): Promise<void> => {
    await fleet.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, root, fleet, callers, [Symbol.asyncDispose]: dispose };
}

const codeOf = ({ outcome }: Exchange): string =>
  outcome.kind === 'failure' ? outcome.failure.code : String(outcome.response.status);

const device = (actor: string, credential: TlsCredential, verifyPeer?: PeerVerifier) => ({
  actor,
  credential: () => credential,
  ...(verifyPeer && { verifyPeer }),
});

describe('devices that share what can be shared', () => {
  it('are each known by their own certificate, chain and type of key', async () => {
    await using it = await world();
    const middle = await createIntermediate(it.root, { name: 'Middle' });
    const kinds = [
      { issuer: it.root, algorithm: 'P-256' },
      { issuer: it.root, algorithm: 'P-256' },
      { issuer: middle, algorithm: 'P-256' },
      { issuer: it.root, algorithm: 'RSA-2048' },
      { issuer: middle, algorithm: 'P-384' },
      { issuer: it.root, algorithm: 'P-256' },
    ] as const;
    const credentials = await Promise.all(
      kinds.map(({ issuer, algorithm }, index) => issueSvid(issuer, { subject: `device ${index}`, algorithm })),
    );
    const connections = credentials.map((credential, index) => it.fleet.of(device(`${index}`, credential)));
    const nobody = it.fleet.of({ actor: 'nobody', credential: null });
    const exchanges = await Promise.all([...connections, nobody].map((connection) => connection.send(GET)));
    expect(exchanges.map(codeOf)).toEqual(Array(7).fill('304'));
    const known = kinds.map((_kind, index) => `CN=device ${index} true`);
    const seen = it.callers.map(({ subject, isTrusted }) => `${subject} ${isTrusted}`);
    expect(seen.sort()).toEqual([...known, ' false'].sort());
  });

  it('go on when one of them has a credential that is none', async () => {
    await using it = await world();
    const good = await issueSvid(it.root, { subject: 'good' });
    const other = await issueSvid(it.root, { subject: 'other' });
    const send = (credential: TlsCredential) => it.fleet.of(device('x', credential)).send(GET);
    expect(codeOf(await send(good))).toBe('304');
    expect(codeOf(await send({ ...other, chainPem: good.chainPem }))).not.toBe('304');
    expect(codeOf(await send(other))).toBe('304');
    expect(it.callers.map(({ subject }) => subject)).toEqual(['CN=good', 'CN=other']);
  });
});

describe('a peer', () => {
  it('that is not from the anchors, or is refused, hears of no request', async () => {
    await using it = await world();
    const credential = await issueSvid(it.root, { subject: 'device' });
    const stranger = await createRoot({ name: 'Stranger' });
    const endpoint = new URL(`https://127.0.0.1:${it.server.port}`);
    const distrusting = new FleetConnections({
      endpoint,
      anchors: stranger.certificatePem,
      plan: aConnectionPlan(),
      limits: LIMITS,
    });
    expect(codeOf(await distrusting.of(device('a', credential)).send(GET))).toBe('TLS_FAILED');
    let asked = 0;
    const refusing: PeerVerifier = () => {
      asked += 1;
      return new Error('not mine');
    };
    for (let count = 0; count < 2; count++)
      expect(codeOf(await it.fleet.of(device('a', credential, refusing)).send(GET))).toBe('TLS_FAILED');
    expect(asked).toBe(2);
    expect(it.server.received.join('')).toBe('');
  });

  it('that was found good is judged once, and again when that is no longer remembered', async () => {
    for (const [peerMemoryMs, times] of [
      [60_000, 1],
      [0, 3],
    ] as const) {
      const judged: (readonly Uint8Array[])[] = [];
      const verifyPeer: PeerVerifier = (chain) => void judged.push(chain);
      await using it = await world({ peerMemoryMs, verifyPeer });
      const credential = await issueSvid(it.root, { subject: 'device' });
      for (let count = 0; count < 3; count++) await it.fleet.of(device('a', credential)).send(GET);
      expect(judged).toHaveLength(times);
      const [leaf] = judged[0] ?? [];
      expect(leaf && new X509Certificate(leaf).subject).toBe('CN=server');
    }
  });

  it('is recognised by a ticket where the policy is to resume, as long as its verdict holds', async () => {
    for (const [peerMemoryMs, resumed] of [
      [60_000, [false, true, true]],
      [0, [false, false, false]],
    ] as const) {
      let judged = 0;
      const verifyPeer: PeerVerifier = () => {
        judged += 1;
        return undefined;
      };
      await using it = await world({ peerMemoryMs, verifyPeer, plan: aConnectionPlan({ policy: 'resume' }) });
      const connection = it.fleet.of(device('a', await issueSvid(it.root, { subject: 'device' })));
      for (let count = 0; count < 3; count++)
        expect(await new Promise((resolve) => connection.poll(POLL, resolve))).toBe(304);
      expect(it.callers.map(({ isResumed }) => isResumed)).toEqual(resumed);
      expect(judged).toBe(resumed.filter((again) => !again).length);
    }
  });

  it('that refuses the device is told as the general client tells it', async () => {
    await using it = await world({}, { rejectUnauthorized: true });
    const stranger = await issueSvid(await createRoot({ name: 'Stranger' }), { subject: 'device' });
    const ours = await it.fleet.of(device('a', stranger)).send(GET);
    const origin = `https://127.0.0.1:${it.server.port}`;
    const anchors = it.root.certificatePem;
    const wire = new Wire({
      origin,
      anchors,
      credential: stranger,
      actor: 'a',
      limits: LIMITS,
      connections: 1,
      onExchange: undefined,
    });
    const theirs = await wire.send(GET);
    await wire.close();
    expect(codeOf(ours)).toBe(codeOf(theirs));
  });

  it('sees a reset where the machine loses its power', async () => {
    await using it = await world();
    const connection = it.fleet.of(device('a', await issueSvid(it.root, { subject: 'device' })));
    await connection.send(GET);
    const [socket] = it.server.sockets;
    const error = new Promise((resolve) => socket?.once('error', resolve));
    await connection.close('reset');
    expect(await error).toMatchObject({ code: 'ECONNRESET' });
  });
});
