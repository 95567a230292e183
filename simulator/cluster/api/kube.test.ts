import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Authority } from '../../pki/authority.ts';
import { createRoot } from '../../pki/authority.ts';
import type { SvidSpec } from '../../pki/leaf-template.ts';
import { issueSvid } from '../../pki/svid.ts';
import {
  type ApiServer,
  base64,
  KNOWN_TOKEN,
  sendJson,
  sendStatus,
  startApiServer,
  writeKubeconfig,
} from '../testing/api-server.testing.ts';
import { type KubeLimits, openKube } from './kube.ts';
import { nameOf } from './kube-object.ts';

const PODS = '/api/v1/namespaces/n/pods';
const HOUR = 3_600_000;

async function opened(
  { url, authority }: ApiServer,
  user: object = { token: KNOWN_TOKEN },
  limits?: Partial<KubeLimits>,
) {
  return openKube(
    await writeKubeconfig({ server: url, authorityPem: authority.certificatePem, user: { ...user } }),
    limits,
  );
}

async function certified(authority: Authority, spec: SvidSpec = {}): Promise<object> {
  const { chainPem, keyPem } = await issueSvid(authority, { subject: 'client', ...spec });
  return { 'client-certificate-data': base64(chainPem), 'client-key-data': base64(keyPem) };
}

/** A token as service accounts have them; nobody checks its signature here. */
const jwt = (claims: object): string =>
  ['{}', JSON.stringify(claims), 's'].map((part) => Buffer.from(part).toString('base64url')).join('.');

describe('a cluster is asked', () => {
  it.each(['certificate', 'token'])('with a %s', async (kind) => {
    const server = await startApiServer();
    const kube = await opened(server, kind === 'token' ? undefined : await certified(server.authority));
    expect(await kube.version()).toBe('v1.31.0');
    expect(await kube.list(PODS)).toEqual([]);
    await kube.close();
    expect(server.asked).toEqual(['GET /version', `GET ${PODS}?limit=500`]);
  });

  it('below the path of its address', async () => {
    const server = await startApiServer();
    const kube = await opened({ ...server, url: `${server.url}/k8s/clusters/c-1/` });
    await kube.get(PODS);
    await kube.close();
    expect(server.asked).toEqual([`GET /k8s/clusters/c-1${PODS}`]);
  });

  it('for all pages of a list', async () => {
    const server = await startApiServer({
      answer: ({ url = '' }, response) => {
        const at = Number(new URL(url, 'https://c').searchParams.get('continue') ?? 0);
        const items = [{ metadata: { name: `p${at}` } }];
        sendJson(response, 200, { items, metadata: at < 2 ? { continue: String(at + 1) } : {} });
      },
    });
    const kube = await opened(server);
    const found = await kube.list(PODS, { labelSelector: 'app=x' });
    await kube.close();
    expect(found.map(nameOf)).toEqual(['p0', 'p1', 'p2']);
    expect(server.asked.every((line) => line.includes('labelSelector=app%3Dx'))).toBe(true);
  });

  it('for what is not there, which is an answer', async () => {
    const server = await startApiServer({ answer: (_, response) => sendStatus(response, 404, 'pods "p" not found') });
    const kube = await opened(server);
    expect(await kube.get(`${PODS}/p`)).toBeUndefined();
    await expect(kube.remove(`${PODS}/p`)).resolves.toBeUndefined();
    await expect(kube.create(PODS, {})).rejects.toThrow(/^CLUSTER_REFUSED: .*no such API or namespace/);
    await kube.close();
  });
});

describe('a cluster is told', () => {
  it('what changes of an object, as a merge patch', async () => {
    const types: (string | undefined)[] = [];
    const server = await startApiServer({
      answer: ({ headers }, response) => {
        types.push(headers['content-type']);
        sendJson(response, 200, { metadata: { name: 'p' } });
      },
    });
    const kube = await opened(server);
    expect(nameOf(await kube.patch(`${PODS}/p`, { spec: { a: null } }))).toBe('p');
    await kube.close();
    expect([server.asked, types]).toEqual([[`PATCH ${PODS}/p`], ['application/merge-patch+json']]);
  });
});

describe('a stream', () => {
  const read = async (chunks: AsyncIterable<Uint8Array>): Promise<string> =>
    Buffer.concat(await Array.fromAsync(chunks)).toString();

  it('lasts as long as it does, whatever the limits of a call, and ends with its signal', async () => {
    const server = await startApiServer({
      answer: ({ url = '' }, response) => {
        response.writeHead(200).write('one ');
        if (!url.endsWith('follow')) setTimeout(() => response.end('two'), 300);
      },
    });
    const kube = await opened(server, undefined, { requestMs: 200, maxBodyBytes: 4 });
    expect(await read(kube.stream(`${PODS}/p/log`, new AbortController().signal))).toBe('one two');
    const ending = new AbortController();
    const heard: string[] = [];
    for await (const chunk of kube.stream(`${PODS}/p/log?follow`, ending.signal)) {
      heard.push(Buffer.from(chunk).toString());
      ending.abort();
    }
    expect(heard).toEqual(['one ']);
    await kube.close();
  });

  it('is refused like a call', async () => {
    const server = await startApiServer({ answer: (_, response) => sendStatus(response, 403, 'cannot get pods/log') });
    const kube = await opened(server);
    const read = Array.fromAsync(kube.stream(`${PODS}/p/log`, new AbortController().signal));
    await expect(read).rejects.toThrow(/^CLUSTER_FORBIDDEN: .*cannot get pods/);
    await kube.close();
  });
});

describe('a refusal says whose it is', () => {
  it('an expired client certificate', async () => {
    const server = await startApiServer();
    const user = await certified(server.authority, {
      notBefore: new Date(Date.now() - 2 * HOUR),
      notAfter: new Date(Date.now() - HOUR),
    });
    const kube = await opened(server, user);
    await expect(kube.version()).rejects.toThrow(/^CLUSTER_CREDENTIALS_EXPIRED: .*expired at 20.*new kubeconfig$/);
    await kube.close();
  });

  it('an expired token', async () => {
    const server = await startApiServer();
    const kube = await opened(server, { token: jwt({ exp: 1_600_000_000 }) });
    await expect(kube.version()).rejects.toThrow(/^CLUSTER_CREDENTIALS_EXPIRED: .*2020-09-13/);
    await kube.close();
  });

  it.each<readonly [string, (stranger: Authority) => Promise<object>]>([
    ['a token of another cluster', async () => ({ token: 'other' })],
    ['a token that has not expired', async () => ({ token: jwt({ exp: 4_000_000_000 }) })],
    ['a certificate of another cluster', certified],
  ])('%s', async (_what, user) => {
    const kube = await opened(await startApiServer(), await user(await createRoot({ name: 'stranger' })));
    await expect(kube.version()).rejects.toThrow(/^CLUSTER_CREDENTIALS_REFUSED: .*of another cluster, or withdrawn/);
    await kube.close();
  });

  it.each([
    [403, 'namespaces is forbidden: User "u" cannot list', /^CLUSTER_FORBIDDEN: .*cannot list.*right to do this/],
    [403, 'pods "p" is forbidden: exceeded quota: q', /^CLUSTER_QUOTA: .*exceeded quota: q.*raise the quota/],
    [409, 'pods "p" already exists', /^CLUSTER_CONFLICT: .*already exists/],
    [422, 'Pod "p" is invalid', /^CLUSTER_REFUSED: .*is invalid/],
    [500, 'etcdserver: leader changed', /^CLUSTER_FAILED: .*leader changed.*log of the API server/],
  ])('%i %s', async (status, message, says) => {
    const server = await startApiServer({ answer: (_, response) => sendStatus(response, status, message) });
    const kube = await opened(server);
    await expect(kube.create(PODS, { metadata: { name: 'p' } })).rejects.toThrow(says);
    await kube.close();
  });
});

describe('what is no API server of ours', () => {
  it('nobody listens', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    silent.close();
    await once(silent, 'close');
    const { authority } = await startApiServer();
    const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const kube = await opened({ url, authority, asked: [] });
    await expect(kube.version()).rejects.toThrow(/^CLUSTER_UNREACHABLE: .*ECONNREFUSED.*address is right/);
    await kube.close();
  });

  it('it accepts and says nothing: the limit ends it', async () => {
    const server = await startApiServer({ answer: () => undefined });
    const kube = await opened(server, undefined, { requestMs: 300 });
    await expect(kube.version()).rejects.toThrow(/^CLUSTER_UNREACHABLE: .*timeout/);
    await kube.close();
  });

  it('it is of another authority', async () => {
    const server = await startApiServer();
    const kube = await opened({ ...server, authority: await createRoot({ name: 'other' }) });
    await expect(kube.version()).rejects.toThrow(/^CLUSTER_UNTRUSTED: .*certificate-authority/);
    await kube.close();
    expect(server.asked).toEqual([]);
  });

  it('it has another name', async () => {
    const kube = await opened(await startApiServer({ host: '192.0.2.1' }));
    await expect(kube.version()).rejects.toThrow(/^CLUSTER_UNTRUSTED: /);
    await kube.close();
  });

  it.each([
    ['a web page', 'text', /^CLUSTER_FAILED: .*is "text".*no Kubernetes API server/],
    ['a list', '[]', /^CLUSTER_FAILED: .*no Kubernetes API server/],
    ['another document', '{}', /^CLUSTER_FAILED: .*has no gitVersion/],
    ['an answer without end', 'x'.repeat(100_000), /^CLUSTER_FAILED: .*too large/],
  ])('%s', async (_what, body, says) => {
    const server = await startApiServer({ answer: (_, response) => response.end(body) });
    const kube = await opened(server, undefined, { maxBodyBytes: 10_000 });
    await expect(kube.version()).rejects.toThrow(says);
    await kube.close();
  });
});
