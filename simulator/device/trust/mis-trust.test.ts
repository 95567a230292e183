import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createRoot } from '../../pki/authority.ts';
import { toTrustBundle } from '../../pki/bundle.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';
import { bench } from '../testing/a-device.test-support.ts';
import { type TestPki, TRUST_DOMAIN, testPki } from '../testing/pki.test-support.ts';
import { type Answer, SmallWfm } from '../testing/small-wfm.test-support.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import type { MisAuthentication } from './mis-authentication.ts';
import { type MisTrustOptions, openMisTrust } from './mis-trust.ts';
import { configuredTrust, type TrustSource } from './trust-source.ts';

let pki: TestPki;
let web: Authority;
let server: Credential;
let folder: string;
let mis: { origin: string; answers: Map<string, Answer>; requests: string[]; close(): Promise<void> };
const clock = new VirtualClock(Date.now());
const never = new AbortController().signal;

beforeAll(async () => {
  pki = await testPki();
  web = await createRoot({ name: 'web' });
  server = await issueSvid(web, { uriSans: [], subject: 'mis', dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust-'));
  mis = await startMis(server);
});
afterEach(async () => {
  await mis.close();
  await rm(folder, { recursive: true });
});

async function startMis({ chainPem, keyPem }: Credential): Promise<typeof mis> {
  const answers = new Map<string, Answer>();
  const requests: string[] = [];
  const listener = createServer({ cert: chainPem, key: keyPem }, (request, response) => {
    requests.push(request.url ?? '');
    const answer = answers.get(request.url ?? '') ?? { status: 404 };
    const matches =
      request.headers['if-none-match'] !== undefined && request.headers['if-none-match'] === answer.headers?.['etag'];
    response.writeHead(matches ? 304 : answer.status, answer.headers).end(matches ? undefined : answer.body);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const close = async (): Promise<void> => {
    listener.closeAllConnections();
    listener.close();
    await once(listener, 'close');
  };
  return { origin: `https://localhost:${address.port}`, answers, requests, close };
}

const json = (document: unknown, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(document),
});

function serve(anchors: readonly string[] = [pki.root.certificatePem], refreshHint = 60, discovery: object = {}): void {
  const trustBundleUri = `${mis.origin}/bundle`;
  mis.answers.set('/.well-known/margo', json({ trustDomain: TRUST_DOMAIN, trustBundleUri, unknown: 1, ...discovery }));
  mis.answers.set(
    '/bundle',
    json(toTrustBundle(anchors, { sequence: 1, refreshHint }), { etag: `"${anchors.length}"` }),
  );
}

const open = (changes: Partial<MisTrustOptions> = {}): Promise<TrustSource> =>
  openMisTrust({
    trustDomain: TRUST_DOMAIN,
    authentication: { kind: 'anchors', pem: web.certificatePem },
    discovery: new URL('/.well-known/margo', mis.origin),
    clock,
    ...changes,
  });

const pinOf = ({ chainPem }: Credential): MisAuthentication => {
  const key = new X509Certificate(chainPem).publicKey.export({ type: 'spki', format: 'der' });
  return { kind: 'pins', sha256: [createHash('sha256').update(key).digest('base64')] };
};

describe('trust material', () => {
  it('comes through discovery, is refreshed at its hint, and replaces what was there', async () => {
    serve();
    const trust = await open();
    expect(trust.anchors()).toEqual([]);
    expect(await trust.refresh(never)).toBe(true);
    expect(trust.anchors().map((pem) => pem.trim())).toEqual([pki.root.certificatePem.trim()]);
    expect(trust.refreshAt()).toBe(clock.now() + 60_000);
    expect(await trust.refresh(never)).toBe(false);
    serve([web.certificatePem, web.certificatePem], 120);
    expect(await trust.refresh(never)).toBe(true);
    expect(trust.anchors().join()).not.toContain(pki.root.certificatePem.trim());
    expect(trust.refreshAt()).toBe(clock.now() + 120_000);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'without anchors',
      () => mis.answers.set('/bundle', json({ keys: [{ use: 'jwt-svid', kty: 'EC' }] })),
      /^BUNDLE_REFUSED: .*BUNDLE_WITHOUT_ANCHORS/,
    ],
    ['that is no bundle', () => mis.answers.set('/bundle', { status: 200, body: '<html>' }), /^BUNDLE_REFUSED/],
    ['of another trust domain', () => serve([], 1, { trustDomain: 'other.example' }), /^TRUST_DOMAIN_MISMATCH/],
    [
      'at a plain http address',
      () => serve([], 1, { trustBundleUri: 'http://localhost/bundle' }),
      /^DISCOVERY_INVALID/,
    ],
    ['that is not there', () => mis.answers.delete('/bundle'), /HTTP 404/],
    ['at a redirect', () => mis.answers.set('/bundle', { status: 302, headers: { location: '/other' } }), /HTTP 302/],
  ])('%s is not accepted, and the current one stays', async (_name, change, message) => {
    serve();
    const trust = await open();
    await trust.refresh(never);
    const before = trust.anchors();
    change();
    await expect(trust.refresh(never)).rejects.toThrow(message);
    expect(trust.anchors()).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('is asked for less and less often while it cannot be had', async () => {
    const trust = await open({ refreshMs: 60_000 });
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await expect(trust.refresh(never)).rejects.toThrow(/HTTP 404/);
      pauses.push(trust.refreshAt() - clock.now());
    }
    expect(pauses).toEqual([10_000, 20_000, 40_000, 60_000]);
  });

  it('falls back on the configured bundle where there is no discovery document', async () => {
    serve();
    mis.answers.delete('/.well-known/margo');
    const trust = await open({ bundle: new URL('/bundle', mis.origin) });
    expect(await trust.refresh(never)).toBe(true);
  });

  it('is kept for times without a connection, for its own trust domain only', async () => {
    serve();
    const cacheFile = join(folder, 'bundle.json');
    await (await open({ cacheFile })).refresh(never);
    expect((await open({ cacheFile })).anchors()).toHaveLength(1);
    expect((await open({ cacheFile, trustDomain: 'other.example' })).anchors()).toEqual([]);
    await writeFile(cacheFile, '{');
    await expect(open({ cacheFile })).rejects.toThrow(/^TRUST_CACHE_CORRUPT/);
  });
});

describe('the origin of trust material', () => {
  it('may be known by the pin of its key, even where nothing leads to an anchor', async () => {
    serve();
    expect(await (await open({ authentication: pinOf(server) })).refresh(never)).toBe(true);
  });

  it('is compared by name where it is connected to by name, and not where by address', async () => {
    const nameless = await issueSvid(web, { uriSans: [], subject: 'mis', dnsNames: ['mis.example'] });
    await mis.close();
    mis = await startMis(nameless);
    serve();
    await expect((await open({ authentication: pinOf(nameless) })).refresh(never)).rejects.toThrow(
      /^MIS_NOT_AUTHENTICATED/,
    );
    const byAddress = new URL(mis.origin.replace('localhost', '127.0.0.1'));
    const bundle = new URL('/bundle', byAddress);
    const source = await openMisTrust({ trustDomain: TRUST_DOMAIN, authentication: pinOf(nameless), bundle, clock });
    expect(await source.refresh(never)).toBe(true);
  });

  it.each<[string, () => Partial<MisTrustOptions>, RegExp]>([
    ['another pin', () => ({ authentication: { kind: 'pins', sha256: ['AAAA'] } }), /^MIS_NOT_AUTHENTICATED/],
    [
      'another anchor',
      () => ({ authentication: { kind: 'anchors', pem: pki.root.certificatePem } }),
      /^MIS_NOT_AUTHENTICATED/,
    ],
    ['plain http', () => ({ discovery: new URL('http://localhost/x') }), /^MIS_URL_REFUSED/],
    ['no origin at all', () => ({ discovery: new URL('https://localhost:1/') }), /CONNECTION_REFUSED/],
  ])('is not asked with %s', async (_name, changes, message) => {
    serve();
    const trust = await open(changes());
    await expect(trust.refresh(never)).rejects.toThrow(message);
    expect(mis.requests).toEqual([]);
    expect(trust.anchors()).toEqual([]);
  });
});

describe('a device', () => {
  it('sends nothing where no anchor is configured', async () => {
    const wfm = await SmallWfm.start(pki);
    const stand = bench();
    const device = await stand.device(pki, wfm.url, { trust: configuredTrust([]) });
    expect(await stand.clock.run(device.pollOnce())).toMatchObject({ setback: { reason: 'NO_ANCHORS' } });
    expect(wfm.received).toEqual([]);
    await device.stop();
    await wfm.close();
  });

  it('sends nothing while it has no bundle, then connects, and reconnects when the bundle changes', async () => {
    const wfm = await SmallWfm.start(pki);
    await wfm.publish(1, []);
    const stand = bench();
    const device = await stand.device(pki, wfm.url, { trust: await open({ clock: stand.clock }) });
    expect(await stand.clock.run(device.pollOnce())).toMatchObject({ setback: { operation: 'refresh trust' } });
    expect(await stand.clock.run(device.pollOnce())).toMatchObject({ setback: { operation: 'refresh trust' } });
    expect(wfm.received).toEqual([]);
    serve();
    device.start();
    await stand.clock.run(device.nextEvent(({ kind }) => kind === 'manifest-carried-out'));
    serve([pki.root.certificatePem, web.certificatePem]);
    await stand.clock.run(device.nextEvent(({ kind }) => kind === 'connections-renewed'));
    expect(device.events()).toContainEqual(expect.objectContaining({ kind: 'trust-accepted', anchors: 2 }));
    await device.stop();
    await wfm.close();
  });
});
