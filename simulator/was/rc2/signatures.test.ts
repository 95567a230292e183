import { connect } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRoot } from '../../pki/authority.ts';
import type { KeyAlgorithm } from '../../pki/key-algorithms.ts';
import { pemToDer } from '../../pki/pem.ts';
import { issueSvid } from '../../pki/svid.ts';
import type { RunningWas } from '../options.ts';
import { json, operate, send } from '../testing/client.ts';
import { running } from '../testing/running.ts';
import {
  capabilities,
  digestOf,
  newcomer,
  onboarded,
  Rc2Client,
  type SendOptions,
} from './testing/client.test-support.ts';

const MINUTE = 60_000;
const ago = (milliseconds: number): Date => new Date(Date.now() - milliseconds);

let was: RunningWas;
let client: Rc2Client;
let other: Rc2Client;
beforeAll(async () => {
  was = await running({ revisions: ['1.0.0-rc.2'], signatureWindowSeconds: 120 });
  [client, other] = await Promise.all([onboarded(was), onboarded(was)]);
});

const BODY = capabilities('box');
const put = (options: SendOptions, path = '/capabilities/box') => client.call('PUT', path, { body: BODY, ...options });

describe('a signature made by another implementation', () => {
  it.each<[KeyAlgorithm, string]>([
    ['P-256', 'ecdsa-p256-sha256'],
    ['P-384', 'ecdsa-p384-sha384'],
    ['RSA-2048', 'rsa-v1_5-sha256'],
    ['RSA-2048', 'rsa-pss-sha256'],
  ])('is verified for a key of %s by %s, with and without alg', async (algorithm, name) => {
    const signing = { algorithm: name };
    const signer = await onboarded(was, { algorithm }, { signing });
    const named = { ...signing, params: ['created', 'alg', 'keyid'] };
    expect((await signer.call('GET', '/deployments', { signing })).status).toBe(200);
    expect((await signer.call('PUT', '/capabilities/box', { body: BODY, signing: named })).status).toBe(201);
  });

  it.each<[string, SendOptions]>([
    ['another label', { signing: { name: 'margo' } }],
    [
      'another order and more components',
      { signing: { fields: ['content-digest', '@authority', '@target-uri', '@path', '@method'] } },
    ],
    ['parameters in another order', { signing: { params: ['keyid', 'created'] } }],
    ['an age within the window', { signing: { created: ago(MINUTE) } }],
    ['a clock that is ahead a little', { signing: { created: ago(-MINUTE / 2) } }],
  ])('may have %s', async (_name, options) => {
    expect((await put(options)).status).toBe(201);
  });

  it.each<[string, SendOptions, number]>([
    ['no signature', { signing: 'unsigned', headers: { 'Content-Digest': digestOf(BODY) } }, 401],
    ['no digest', { signing: { digest: null, fields: ['@method', '@target-uri'] } }, 400],
    ['the digest of another body', { signing: { digest: digestOf('{}') } }, 400],
    ['a digest that cannot be read', { signing: { digest: 'sha-256=abc' } }, 400],
    ['too great an age', { signing: { created: ago(3 * MINUTE) } }, 401],
    ['a time that has not come', { signing: { created: ago(-3 * MINUTE) } }, 401],
    ['no time', { signing: { created: null, params: ['keyid'] } }, 401],
    ['no keyid', { signing: { params: ['created'] } }, 401],
    ['the method uncovered', { signing: { fields: ['@target-uri', 'content-digest'] } }, 401],
    ['the target uncovered', { signing: { fields: ['@method', 'content-digest'] } }, 401],
    ['the digest uncovered', { signing: { fields: ['@method', '@target-uri'] } }, 401],
    ['another target', { signing: { url: 'https://wfm.example/api/v1' } }, 401],
  ])('is refused with %s', async (_name, options, status) => {
    const refused = await put(options);
    expect([refused.status, json(refused)]).toEqual([
      status,
      { error: expect.any(String), message: expect.any(String) },
    ]);
    expect(refused.headers['content-type']).toBe('application/json');
    if (status === 401) expect(refused.headers.connection).toBe('close');
  });

  it('is that of the client in the path alone', async () => {
    const path = `/api/v1/clients/${client.clientId}/deployments`;
    expect((await other.send('GET', path)).status).toBe(401);
    expect((await client.send('GET', path)).status).toBe(200);
  });
});

describe('a client that wants to be taken in', () => {
  it.each<[string, (candidate: Rc2Client) => SendOptions, number]>([
    ['no signature', () => ({ signing: 'unsigned' }), 400],
    ['a signature of another key', () => ({ signing: { key: client.key } }), 401],
    ['no certificate', () => ({ body: '{"apiVersion":"v1","kind":"OnboardingRequest"}' }), 400],
    ['no base64', (candidate) => ({ body: candidate.onboardingBody('%') }), 400],
    ['base64 of nothing', (candidate) => ({ body: candidate.onboardingBody('AAAA') }), 400],
  ])('is refused with %s', async (_name, options, status) => {
    const candidate = await newcomer(was);
    await operate(was, 'admit', { client: candidate.client });
    const { status: received } = await candidate.onboard(options(candidate));
    expect(received).toBe(status);
    expect((await candidate.onboard()).status).toBe(201);
  });

  it('may send its certificate as DER', async () => {
    const candidate = await newcomer(was);
    await operate(was, 'admit', { client: candidate.client });
    const der = pemToDer(candidate.credential.certificatePem).toString('base64');
    expect((await candidate.onboard({ body: candidate.onboardingBody(der) })).status).toBe(201);
  });

  it('is rejected where it is foreign, too late, too early, unknown to the operator or retired', async () => {
    const foreign = new Rc2Client(was, await issueSvid(await createRoot({ name: 'foreign' }), { subject: 'device' }));
    const [late, early, unknown, retired] = await Promise.all([
      newcomer(was, { notBefore: ago(2 * MINUTE), notAfter: ago(MINUTE) }),
      newcomer(was, { notBefore: ago(-MINUTE) }),
      newcomer(was),
      onboarded(was),
    ]);
    for (const one of [foreign, late, early]) await operate(was, 'admit', { client: one.client });
    await operate(was, 'retire', { client: retired.client });
    for (const one of [foreign, late, early, unknown, retired]) expect((await one.onboard()).status).toBe(403);
    expect((await retired.call('GET', '/deployments')).status).toBe(403);
    await operate(was, 'admit', { client: { certificate: retired.credential.certificatePem } });
    expect((await retired.call('GET', '/deployments')).status).toBe(200);
  });
});

it('shows the root certificate to anyone, over TLS 1.3 without a client certificate', async () => {
  const url = was.interfaces['1.0.0-rc.2']?.['test'] ?? '';
  const root = await send(was, `${url}/api/v1/onboarding/certificate`, 'GET');
  expect(Buffer.from(String(json(root)['certificate']), 'base64').toString()).toBe(was.anchorsPem.join(''));
  const { port } = new URL(url);
  const protocol = await new Promise<string | null>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca: [...was.anchorsPem] }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on('error', reject);
  });
  expect(protocol).toBe('TLSv1.3');
  const older = new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca: [...was.anchorsPem], maxVersion: 'TLSv1.2' });
    socket.on('secureConnect', resolve).on('error', reject);
  });
  await expect(older).rejects.toThrow();
});
