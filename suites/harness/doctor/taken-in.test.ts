import { readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createRoot } from '../../../simulator/pki/authority.ts';
import { issueSvid } from '../../../simulator/pki/svid.ts';
import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import { writeTargetFile } from '../../../simulator/was/target-file.ts';
import { deadPort } from '../testing/listen.test-support.ts';
import { referenceWas } from '../testing/reference-was.test-support.ts';
import { hook, type SetUp, settingsFor, setUp } from '../testing/set-up.test-support.ts';
import { diagnose } from './diagnose.ts';
import { gitFinding } from './repository.ts';

async function told(file: string): Promise<string> {
  const { findings } = await diagnose(settingsFor(file), { env: {} });
  return findings
    .filter(({ code }) => code !== 'PORT_NOT_443')
    .map(({ severity, code, message }) => `${severity} ${code}: ${message}`)
    .join('\n');
}

const answering =
  (status: number, body: object | string = {}, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };

const ISSUER = { issuer: { certificate: 'pki/issuer.pem', key: 'pki/issuer.key' } };

/** The reference WAS in a revision, and its target file with members replaced. */
async function reference(revision: RevisionId, change: (target: Target) => object): Promise<string> {
  const { was, file } = await referenceWas({ revisions: [revision] });
  await writeTargetFile(was, file, { revision });
  const target: Target = parse(readFileSync(file, 'utf8'));
  writeFileSync(
    file,
    stringify({ ...target, timeouts: { request: '5s', settle: '5s', quiet: '50ms' }, ...change(target) }),
  );
  return file;
}

interface Target {
  readonly endpoints: { readonly test: string };
  readonly identity: object;
}

const SHORT = { request: '2s', settle: '2s', quiet: '50ms' };

describe('a client that is not taken in', () => {
  it('because the operator admits nobody, or at another WFM', async () => {
    for (const revision of ['1.0.0-rc.2', 'pre-draft-2024'] as const) {
      const nobody = await hook();
      const file = await reference(revision, () => ({ control: { http: nobody }, timeouts: SHORT }));
      expect(await told(file)).toMatch(
        /ONBOARDING_REFUSED: POST \S+ answered 40[13] \(application\/json: .*2000 ms after the control hook admitted it/,
      );
    }
  });

  it.each<readonly [says: RegExp, listener: RequestListener]>([
    [
      /^error ONBOARDING_FAILED: POST \/api\/v1\/onboarding answered 400 \(application\/json: \{"error":"no"\}\) in every dialect/,
      answering(400, { error: 'no' }),
    ],
    [/^warning ONBOARDING_FAILED: .* answered 500 .*\n?$/, answering(500)],
    [/^warning ONBOARDING_FAILED: .* answered 201 .*: the body has no text clientId;/, answering(201, { id: 'x' })],
    [
      /^error ENDPOINT_REDIRECTS: .*https:\/\/elsewhere\.example/,
      answering(307, '', { location: 'https://elsewhere.example/' }),
    ],
    [/^error NOT_A_WFM: .* answered 404 .*of revision 1\.0\.0-rc\.2/, answering(404)],
    [/^error ENDPOINT_SILENT: /, () => undefined],
  ])('is told: %s', async (says, listener) => {
    const { target, wfm } = await setUp();
    const url = await wfm(listener, { requestCert: false });
    const file = target(url, await hook(), { revision: '1.0.0-rc.2', identity: ISSUER });
    expect(await told(file)).toMatch(says);
  });

  it('because the endpoint has another path', async () => {
    const file = await reference('1.0.0-rc.2', ({ endpoints: { test } }) => ({
      endpoints: { test: `${test}/api/v1` },
    }));
    expect(await told(file)).toMatch(/^error BASE_PATH: .*speaks 1\.0\.0-rc\.2; correct the path of the endpoint$/);
  });
});

const PAGE = answering(404, '<h1>Not found</h1>', { 'content-type': 'text/html' });

/** A WFM of the pre-draft that gives everybody a token and takes everything. */
const GENEROUS = answering(200, { access_token: 'token', token_type: 'Bearer', expires_in: 300 });

describe('a client whose credentials stand in the target file', () => {
  it.each<readonly [says: RegExp, tokenUrl: (wfm: SetUp['wfm']) => Promise<string>]>([
    [
      /^error TOKEN_URL: .*CONNECTION_REFUSED.*; correct identity\.oauth\.tokenUrl$/,
      async () => `https://127.0.0.1:${await deadPort(createTcpServer())}`,
    ],
    [/^error TOKEN_URL: .*TLS_FAILED/, () => foreignServer()],
    [/^error TOKEN_URL: .*answered 404 \(text\/html\); correct/, (wfm) => wfm(PAGE)],
    [
      /^error TOKEN_REFUSED: .*answered 401 .*invalid_client.*; correct identity\.oauth\.clientId and clientSecret/,
      (wfm) => wfm(answering(401, { error: 'invalid_client' })),
    ],
  ])('is told of its token endpoint: %s', async (says, tokenUrl) => {
    const { target, wfm } = await setUp();
    const oauth = { tokenUrl: `${await tokenUrl(wfm)}/token`, clientId: 'c-1', clientSecret: 's' };
    const url = await wfm(GENEROUS);
    const identity = { ...ISSUER, oauth };
    expect(await told(target(url, await hook(), { revision: 'pre-draft-2024', identity, timeouts: SHORT }))).toMatch(
      says,
    );
  });

  it.each<readonly [says: RegExp, repositoryUrl: (wfm: SetUp['wfm']) => Promise<string>]>([
    [
      /^error REPOSITORY_UNREACHABLE: the repository \S+ cannot be reached/,
      async () => `https://127.0.0.1:${await deadPort(createTcpServer())}`,
    ],
    [/^error REPOSITORY_NOT_ANCHORED: .*its certificate has to lead to identity\.anchors/, () => foreignServer()],
    [/^error REPOSITORY_REFUSED: .*refuses the token/, (wfm) => wfm(answering(401))],
    [/^error REPOSITORY_NOT_FOUND: .*has no such repository/, (wfm) => wfm(answering(404))],
    [/^error REPOSITORY_REDIRECTS: /, (wfm) => wfm(answering(302, '', { location: 'https://elsewhere.example/' }))],
    [/^error REPOSITORY_UNUSABLE: .*does not speak Git/, (wfm) => wfm(answering(200, '<h1>It works</h1>'))],
  ])('is told of its repository: %s', async (says, repositoryUrl) => {
    const { target, wfm } = await setUp();
    const [url, git] = [await wfm(GENEROUS), await repositoryUrl(wfm)];
    const oauth = { tokenUrl: `${url}/token`, clientId: 'c-1', clientSecret: 's' };
    const identity = { ...ISSUER, oauth, repository: { url: `${git}/d.git`, token: 'g' } };
    const file = target(url, await hook(), { revision: 'pre-draft-2024', identity, timeouts: SHORT });
    expect(await told(file)).toMatch(says);
  });
});

describe('a client that the WFM has given credentials', () => {
  /** Onboarding hands this out; everything else is generous. */
  const handingOut =
    (given: object): RequestListener =>
    (request, response) =>
      (request.url === '/onboarding/' ? answering(201, given) : GENEROUS)(request, response);

  it.each<readonly [says: RegExp, given: (wfm: SetUp['wfm']) => Promise<object>]>([
    [/^warning REPOSITORY_MISSING: /, async () => ({})],
    [
      /^warning REPOSITORY_REFUSED: .*refuses the token/,
      async (wfm) => ({ gitUrl: `${await wfm(answering(403))}/d.git`, gitToken: 'g' }),
    ],
    [/^warning REPOSITORY_UNUSABLE: .*over https/, async () => ({ gitUrl: 'http://127.0.0.1:9/d.git', gitToken: 'g' })],
    [
      /^warning TOKEN_REFUSED: .*it does not take what onboarding handed out/,
      async (wfm) => ({ tokenUrl: await wfm(answering(401, { error: 'invalid_client' })) }),
    ],
  ])('leaves to the checks what is wrong with them, and is warned: %s', async (says, given) => {
    const { target, wfm } = await setUp();
    const tokens = await wfm(GENEROUS);
    const handedOut = { clientId: 'c-1', clientSecret: 's', tokenUrl: tokens, ...(await given(wfm)) };
    const url = await wfm(handingOut(handedOut));
    const file = target(url, await hook(), { revision: 'pre-draft-2024', identity: ISSUER, timeouts: SHORT });
    expect(await told(file)).toMatch(says);
  });
});

it('a WFM that reads an unclear text of the pre-draft otherwise is gone on with', async () => {
  const { target, wfm } = await setUp();
  const tokens = await wfm(GENEROUS);
  const isDer = (body: string) => /"certificate":"MII/.test(body);
  const url = await wfm((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const given = { clientId: 'c-1', clientSecret: 's', tokenUrl: tokens };
      const taken = request.url !== '/onboarding/' || isDer(body);
      (taken ? answering(request.url === '/onboarding/' ? 201 : 200, given) : answering(400))(request, response);
    });
  });
  const file = target(url, await hook(), { revision: 'pre-draft-2024', identity: ISSUER, timeouts: SHORT });
  const { dialect, findings } = await diagnose(settingsFor(file), { env: {} });
  expect(dialect).toEqual({ certificateEncoding: 'der' });
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'warning PORT_NOT_443',
    'warning REPOSITORY_MISSING',
    'warning DIALECT_INFERRED',
  ]);
});

it('a machine without git is told where to get it', async () => {
  const { folder } = await setUp();
  const finding = await gitFinding(folder);
  expect(finding).toMatchObject({ code: 'GIT_UNAVAILABLE', severity: 'error' });
  expect(finding?.message).toMatch(/install Git 2\.30 or newer .*or put it on PATH/);
  expect(await gitFinding()).toBeUndefined();
});

async function foreignServer(): Promise<string> {
  const { wfm } = await setUp();
  const { chainPem, keyPem } = await issueSvid(await createRoot({ name: 'other' }), {
    uriSans: [],
    subject: 'localhost',
  });
  return wfm(answering(200), { cert: chainPem, key: keyPem });
}
