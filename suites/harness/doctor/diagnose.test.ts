import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRoot } from '../../../simulator/pki/authority.ts';
import { wfmId } from '../../../simulator/pki/spiffe-id.ts';
import { issueSvid } from '../../../simulator/pki/svid.ts';
import { deadPort, listen } from '../testing/listen.test-support.ts';
import { referenceWas } from '../testing/reference-was.test-support.ts';
import {
  ALL_VERBS,
  agreeable,
  hook,
  settingsFor,
  setUp,
  TRUST_DOMAIN,
  WFM_ID,
} from '../testing/set-up.test-support.ts';
import { diagnose } from './diagnose.ts';

const DAY_MS = 24 * 3600_000;
const NOBODY = 'http://127.0.0.1:9';

async function findings(file: string, endpoint: string | null = null) {
  const diagnosis = await diagnose(settingsFor(file, { endpoint }), { env: {} });
  return diagnosis.findings.filter(({ code }) => code !== 'PORT_NOT_443');
}

/** The one thing that is wrong, as it is told. */
async function told(file: string, endpoint?: string): Promise<string> {
  const found = (await findings(file, endpoint)).filter(({ severity }) => severity === 'error');
  return found.map(({ code, message }) => `${code}: ${message}`).join('\n');
}

const tcp = async (onSocket: (socket: import('node:net').Socket) => void): Promise<string> =>
  `https://127.0.0.1:${await listen(createTcpServer(onSocket))}`;

const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

describe('a healthy set-up', () => {
  it('has no findings, and its pace is known', async () => {
    const { file } = await referenceWas();
    expect(await findings(file)).toEqual([]);
    const { latencyMs, target } = await diagnose(settingsFor(file), { env: {} });
    expect(latencyMs).toBeGreaterThan(0);
    expect(target?.name).toBe('Reference WAS');
  });

  it('may be one in which the handshake wants a client certificate, as TLS 1.2 does', async () => {
    const { issuer, target, wfm } = await setUp();
    const url = await wfm(answering(200), {
      maxVersion: 'TLSv1.2',
      ca: issuer.certificatePem,
      rejectUnauthorized: true,
    });
    expect(await told(target(url, await hook()))).toBe('');
  });
});

describe('the target file', () => {
  it.each([
    ['endpoints: [', /^TARGET_SYNTAX: .*:\d+:\d+/],
    ['name: x\n', /^TARGET_INVALID: .* lacks "vendor"/],
  ])('%j is told with its place', async (content, says) => {
    const { folder } = await setUp();
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, content);
    expect(await told(file)).toMatch(says);
    expect(await told(join(folder, 'missing.yaml'))).toMatch(/^TARGET_UNREADABLE: /);
  });

  it('names an endpoint that is not there', async () => {
    const { target } = await setUp();
    expect(await told(target('https://127.0.0.1:1', NOBODY), 'tset')).toMatch(/^TARGET_ENDPOINT: .*mean test/);
  });
});

describe('the endpoint', () => {
  it.each<readonly [says: RegExp, url: () => Promise<string>]>([
    [
      /^ENDPOINT_REFUSED: nothing listens at .*correct endpoints\.test$/,
      async () => `https://127.0.0.1:${await deadPort(createTcpServer())}`,
    ],
    [/^ENDPOINT_NAME: the name wfm\.invalid cannot be resolved/, async () => 'https://wfm.invalid'],
    [/^ENDPOINT_PLAIN_HTTP: /, async () => `https://127.0.0.1:${await listen(createHttpServer(answering(200)))}`],
    [
      /^ENDPOINT_NO_TLS: .* \(ERR_SSL_UNEXPECTED_MESSAGE: unexpected message\); is it the right port\?$/,
      () => tcp((socket) => socket.pipe(socket)),
    ],
    [/^ENDPOINT_NO_TLS: /, () => tcp((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))],
    [/^ENDPOINT_TIMED_OUT: .*within 400 ms/, () => tcp(() => undefined)],
  ])('is told: %s', async (says, url) => {
    const { target } = await setUp();
    expect(await told(target(await url(), NOBODY))).toMatch(says);
  });

  it('is a web server, with a certificate of its own or of ours', async () => {
    const { target, wfm } = await setUp();
    const page = answering(200, { 'content-type': 'text/html' }, '<h1>It works</h1>');
    const own = await createRoot({ name: 'some web CA' });
    const web = await issueSvid(own, { uriSans: [], subject: 'localhost' });
    const foreign = await wfm(page, { cert: web.chainPem, key: web.keyPem, requestCert: false });
    expect(await told(target(foreign, NOBODY))).toMatch(/^NOT_A_WFM: .*answers with a web page \(200\)/);
    const missing = answering(404, { 'content-type': 'text/html' }, '<h1>Not found</h1>');
    for (const listener of [page, getOnly(page), getOnly(missing)])
      expect(await told(target(await wfm(listener), await hook()))).toMatch(/^NOT_A_WFM: .*web server/);
  });

  it('is a WFM of the older interface, with a CA of its own or of ours', async () => {
    const { target, wfm } = await setUp();
    const older: RequestListener = (request, response) => {
      request.resume();
      const known = request.url === '/api/v1/onboarding/certificate' && request.method === 'GET';
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
      response.end(known ? '{"certificate":"LS0t"}' : '{"error":"not_found","message":"no such path"}');
    };
    const own = await createRoot({ name: 'rc.2 CA' });
    const server = await issueSvid(own, { uriSans: [], subject: 'localhost' });
    const urls = [await wfm(older, { cert: server.chainPem, key: server.keyPem }), await wfm(older)];
    for (const url of urls)
      expect(await told(target(url, await hook()))).toMatch(
        /^WRONG_REVISION: .*speaks 1\.0\.0-rc\.2; write "revision: 1\.0\.0-rc\.2"/,
      );
  });

  it('has another identity, an expired one, or one of a foreign CA', async () => {
    const { issuer, target, wfm } = await setUp();
    const presenting = async (authority: typeof issuer, spiffeId: string, notAfter = new Date(Date.now() + DAY_MS)) => {
      const notBefore = new Date(notAfter.getTime() - 2 * DAY_MS);
      const { chainPem, keyPem } = await issueSvid(authority, { spiffeId, notBefore, notAfter });
      return told(target(await wfm(answering(200), { cert: chainPem, key: keyPem }), NOBODY));
    };
    const right = wfmId(TRUST_DOMAIN, WFM_ID);
    expect(await presenting(issuer, wfmId('other.example', WFM_ID))).toMatch(/^SERVER_TRUST_DOMAIN: /);
    expect(await presenting(issuer, wfmId(TRUST_DOMAIN, 'wfm-2'))).toMatch(/^SERVER_WFM_ID: /);
    expect(await presenting(issuer, right, new Date(Date.now() - DAY_MS))).toMatch(/^SERVER_CERTIFICATE_TIME: /);
    expect(await presenting(await createRoot({ name: 'foreign' }), right)).toMatch(
      /^SERVER_NOT_ANCHORED: .*name the CA/,
    );
  });

  it('has another base path', async () => {
    const { file } = await referenceWas();
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(https:\/\/127\.0\.0\.1:\d+)$/m, '$1/api/v1'));
    expect(await told(file)).toMatch(/^BASE_PATH: .*answers 200; correct the path of the endpoint$/);
  });

  it('redirects, is silent, or is no WFM', async () => {
    const { target, wfm } = await setUp();
    const redirect = answering(307, { location: 'https://elsewhere.example/' });
    expect(await told(target(await wfm(redirect), await hook()))).toMatch(
      /^ENDPOINT_REDIRECTS: .*https:\/\/elsewhere\.example\/; name the endpoint itself$/,
    );
    expect(await told(target(await wfm(() => undefined), await hook()))).toMatch(/^ENDPOINT_SILENT: /);
    expect(await told(target(await wfm(answering(404)), await hook()))).toMatch(
      /^NOT_A_WFM: .*of revision 1\.0\.0-rc\.3/,
    );
  });
});

describe('identities', () => {
  it('cannot be had from what is lent', async () => {
    const { folder, issuer, svid, target, wfm } = await setUp();
    const file = target(await wfm(answering(200)), await hook(), {
      identity: {
        trustDomain: TRUST_DOMAIN,
        wfmId: WFM_ID,
        issuer: { certificate: 'lent.pem', key: 'lent.key' },
        anchors: 'pki/issuer.pem',
      },
    });
    const lent = (certificate: string, key: string) => {
      writeFileSync(join(folder, 'lent.pem'), certificate);
      writeFileSync(join(folder, 'lent.key'), key);
      return told(file);
    };
    const other = await createRoot({ name: 'other' });
    const expired = await createRoot({
      name: 'expired',
      notBefore: new Date(Date.now() - 2 * DAY_MS),
      notAfter: new Date(Date.now() - DAY_MS),
    });
    expect(await told(file)).toMatch(/^ISSUER_UNREADABLE: identity\.issuer\.certificate: .*name a readable PEM file$/);
    expect(await lent(issuer.certificatePem, other.keyPem)).toMatch(/^ISSUER_KEY_MISMATCH: /);
    expect(await lent(expired.certificatePem, expired.keyPem)).toMatch(/^ISSUER_EXPIRED: /);
    expect(await lent(svid.certificatePem, svid.keyPem)).toMatch(/^ISSUER_NOT_A_CA: /);
    expect(await lent('nothing', other.keyPem)).toMatch(/^ISSUER_UNREADABLE: /);
    expect(await lent(issuer.certificatePem, 'nothing')).toMatch(/^ISSUER_KEY_UNREADABLE: /);
  });

  it('cannot be judged without anchors', async () => {
    const { folder, target } = await setUp();
    const identity = { trustDomain: TRUST_DOMAIN, wfmId: WFM_ID, anchors: 'anchors.pem' };
    const file = target('https://127.0.0.1:1', NOBODY, { identity });
    expect(await told(file)).toMatch(/^ANCHORS_UNREADABLE: /);
    writeFileSync(join(folder, 'anchors.pem'), 'nothing here\n');
    expect(await told(file)).toMatch(/^ANCHORS_EMPTY: /);
    writeFileSync(join(folder, 'anchors.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(await told(file)).toMatch(/^ANCHORS_MALFORMED: identity\.anchors: certificate 1 of /);
  });

  it('are in a folder that is missing, empty, foreign or mixed up', async () => {
    const { folder, issuer, svid, target, wfm } = await setUp();
    const identity = { trustDomain: TRUST_DOMAIN, wfmId: WFM_ID, identities: 'pki/ready', anchors: 'pki/issuer.pem' };
    const [url, control] = [await wfm(answering(200)), await hook()];
    const file = target(url, control, { identity });
    expect(await told(file)).toMatch(/^IDENTITIES_UNREADABLE: .*a folder of NAME\.pem/);
    const here = target(url, control, { identity: { ...identity, identities: '.' } });
    expect(await told(here)).toMatch(/^SET_UP_INCOMPLETE: .*holds no further client identity/);
    writeFileSync(join(folder, 'a.pem'), svid.chainPem);
    writeFileSync(join(folder, 'a.key'), svid.keyPem);
    expect(await told(here)).toMatch(/^IDENTITIES_FOREIGN: a\.pem names /);
    const client = await issueSvid(issuer, { spiffeId: `spiffe://${TRUST_DOMAIN}/margo/wfm/${WFM_ID}/client/a` });
    writeFileSync(join(folder, 'a.pem'), client.chainPem);
    expect(await told(here)).toMatch(/^IDENTITIES_KEY_MISMATCH: the key beside a\.pem/);
    writeFileSync(join(folder, 'a.key'), client.keyPem);
    expect(await told(here)).toBe('');
  });

  it('are issued by a hook for somebody else', async () => {
    const { svid, target, wfm } = await setUp();
    const identity = { trustDomain: TRUST_DOMAIN, wfmId: WFM_ID, anchors: 'pki/issuer.pem' };
    const control = await hook({
      supports: [...ALL_VERBS, 'issue'],
      listener: (_request, response) => void response.end(JSON.stringify({ certificate: svid.certificatePem })),
    });
    const url = await wfm(answering(200));
    expect(await told(target(url, control, { identity }))).toMatch(/^CONTROL_ISSUED_ANOTHER: .*correct the hook$/);
  });

  it('of the suite are not trusted by the WFM, which says so in the handshake or on a page', async () => {
    const { target, wfm } = await setUp();
    const other = await createRoot({ name: 'the only CA that this WFM trusts' });
    const strict = await wfm(answering(200), { ca: other.certificatePem, rejectUnauthorized: true });
    const proxy = await wfm(answering(400, { 'content-type': 'text/html' }, 'The SSL certificate error'));
    for (const url of [strict, proxy])
      expect(await told(target(url, await hook()))).toMatch(/^CLIENT_REFUSED: .*does (it|the WFM) trust the issuer/);
  });
});

describe('the operator', () => {
  it.each<readonly [says: RegExp, hook: () => Promise<string>]>([
    [/^CONTROL_UNREACHABLE: /, async () => `http://127.0.0.1:${await deadPort(createTcpServer())}`],
    [/^CONTROL_TIMED_OUT: /, async () => `http://127.0.0.1:${await listen(createTcpServer())}`],
    [
      /^CONTROL_(ANSWER|UNREACHABLE): /,
      async () => `http://127.0.0.1:${await listen(createTcpServer((socket) => socket.end('garbage')))}`,
    ],
    [
      /^CONTROL_DESCRIPTION: .*it has to answer 200/,
      async () => `http://127.0.0.1:${await listen(createHttpServer(answering(404)))}`,
    ],
    [
      /^CONTROL_DESCRIPTION: .*"supports": \[verbs\]/,
      async () => `http://127.0.0.1:${await listen(createHttpServer(answering(200, {}, '{"name":"x"}')))}`,
    ],
    [/^CONTROL_NO_VERBS: /, () => hook({ supports: [] })],
    [
      /^CONTROL_REFUSED: .*refused admit: .*500: no licence/,
      () => hook({ listener: answering(500, {}, 'no licence') }),
    ],
    [/^CONTROL_ANSWER: assign answered \{\}/, () => hook({ listener: answering(200, {}, '{}') })],
  ])('is told: %s', async (says, control) => {
    const { target, wfm } = await setUp();
    expect(await told(target(await wfm(answering(200)), await control()))).toMatch(says);
  });

  it('cannot be a person where there is no terminal, or a program that does not exist', async () => {
    const { target, wfm } = await setUp();
    const url = await wfm(answering(200));
    const program = target(url, NOBODY, { control: { exec: ['./no-such-hook'] } });
    expect(await told(program)).toMatch(/^CONTROL_NOT_STARTED: .*correct control\.exec$/);
  });

  it('lacks verbs, or refuses to tidy up: a warning', async () => {
    const { target, wfm } = await setUp();
    const url = await wfm(answering(200));
    const few = await findings(target(url, await hook({ supports: ['admit', 'assign'] })));
    expect(few).toMatchObject([{ code: 'CONTROL_VERBS_MISSING', severity: 'warning' }]);
    expect(few[0]?.message).toContain('lacks retire, update, withdraw, observe, devices, restart;');
    const stubborn = await hook({
      listener: (request, response) =>
        request.url?.endsWith('withdraw') ? answering(500)(request, response) : agreeable(request, response),
    });
    expect(await findings(target(url, stubborn))).toMatchObject([{ code: 'CONTROL_REFUSED', severity: 'warning' }]);
  });

  it('admits without effect', async () => {
    const { file, folder } = await referenceWas();
    const text = readFileSync(file, 'utf8').replace(/^( {2}settle:) .*$/m, '$1 500ms');
    writeFileSync(join(folder, 'target.yaml'), text.replace(/http: .*/, `http: ${await hook()}`));
    expect(await told(file)).toMatch(/^ADMIT_WITHOUT_EFFECT: .*500 ms after the control hook admitted it/);
  });

  it('does what never shows', async () => {
    const { target, wfm } = await setUp();
    const manifest = '{"manifestVersion":1,"bundle":null,"deployments":[]}';
    const url = await wfm(answering(200, { 'content-type': 'application/json' }, manifest));
    expect(await told(target(url, await hook()))).toMatch(
      /^ACTION_NEVER_SHOWS: .*within 500 ms; does the control hook act/,
    );
  });
});

describe('what surrounds a run', () => {
  it('is told as warnings: proxies, unchecked TLS, unusual times and addresses', async () => {
    const { target } = await setUp();
    const file = target('https://[::]:8443', NOBODY, { timeouts: { request: '2s', settle: '1s', quiet: '3s' } });
    const env = { HTTPS_PROXY: 'http://proxy', all_proxy: 'socks://p', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const { findings: found } = await diagnose(settingsFor(file), { env });
    expect(found.filter(({ severity }) => severity === 'warning').map(({ code }) => code)).toEqual([
      'PROXY_IGNORED',
      'TLS_CHECKS_OFF',
      'PORT_NOT_443',
      'ADDRESS_UNSPECIFIED',
      'QUIET_LONGER_THAN_SETTLE',
      'REQUEST_LONGER_THAN_SETTLE',
    ]);
  });

  it('is told: a clock that is off', async () => {
    const { target, wfm } = await setUp();
    const url = await wfm(answering(200, { date: new Date(Date.now() - DAY_MS).toUTCString() }));
    const [finding] = await findings(target(url, await hook()));
    expect(finding).toMatchObject({ code: 'CLOCK_SKEW', severity: 'warning' });
    expect(finding?.message).toMatch(/^the WFM's clock is 86[34]\d\d s behind/);
  });
});

describe('a WFM that is wrong is not a set-up that is wrong', () => {
  it.each<readonly [what: string, listener: RequestListener]>([
    ['answers 500', answering(500, { 'content-type': 'text/html' }, '<h1>Oops</h1>')],
    ['answers garbage', answering(200, {}, '\0\u{1f4a5}')],
    ['answers with broken HTTP', (request) => void request.socket.end('HTTP/1.1 two hundred\r\n\r\n')],
    ['goes away at a request', (request) => void request.socket.destroy()],
    ['has nothing for a client that it knows', answering(404, { 'content-type': 'application/problem+json' }, '{}')],
    [
      'takes capabilities and nothing else',
      (request, response) => answering(request.method === 'PUT' ? 201 : 404)(request, response),
    ],
    [
      'never ends an answer',
      (_request, response) => void setInterval(() => response.write(Buffer.alloc(1 << 20)), 1).unref(),
    ],
  ])('one that %s', async (_what, listener) => {
    const { target, wfm } = await setUp();
    expect(await told(target(await wfm(listener), await hook()))).toBe('');
  });

  it('one whose certificate names no WFM', async () => {
    const { issuer, target, wfm } = await setUp();
    const { chainPem, keyPem } = await issueSvid(issuer, { uriSans: [], subject: 'localhost' });
    const url = await wfm(answering(200), { cert: chainPem, key: keyPem });
    expect(await told(target(url, await hook()))).toBe('');
  });
});

it('an examination that is stopped ends at once with what was found', async () => {
  const { target, wfm } = await setUp();
  const stop = new AbortController();
  const met = Promise.withResolvers<void>();
  const url = await wfm(() => met.resolve());
  const file = target(url, await hook(), { timeouts: { request: '20s', settle: '20s' } });
  const diagnosis = diagnose(settingsFor(file), { env: { HTTP_PROXY: 'x' }, signal: stop.signal });
  await met.promise;
  stop.abort();
  expect((await diagnosis).findings.map(({ code }) => code)).toEqual(['PROXY_IGNORED', 'PORT_NOT_443']);
});

/** Takes no capabilities, as most web servers. */
const getOnly =
  (listener: RequestListener): RequestListener =>
  (request, response) =>
    request.method === 'GET' ? listener(request, response) : answering(405)(request, response);
