import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../exchange.ts';
import { clientCredential, type Received, scriptedServer } from '../testing/scripted-server.test-support.ts';
import { preDraft } from './revision.ts';

const BODY = Buffer.from('{"properties":{"id":"d"}}');
const STATUS = Buffer.from('{"deploymentId":"x","status":{"state":"installed"},"components":[]}');

/** What a server reads from the header, and says of it. */
function judgedPayload({ headers, body }: Received): { readonly key: string; readonly matches: boolean } {
  const [key = '', signature = ''] = Buffer.from(headers['x-payload-signature'] ?? '', 'base64')
    .toString()
    .split(';');
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  return { key, matches: verify('sha256', body, publicKey, Buffer.from(signature, 'base64')) };
}

describe.each(['P-256', 'RSA-2048'] as const)('with a key of type %s', (algorithm) => {
  it('signs bodies, and nothing else', async () => {
    await using server = await scriptedServer(() => ({ status: 201 }));
    const credential = await clientCredential(algorithm);
    const client = preDraft().connect(server.options(credential));
    await client.reportCapabilities('d', BODY);
    await client.reportStatus('x', STATUS);
    await client.send({ method: 'GET', path: '/onboarding/certificate' });
    await client.close();
    const [capabilities, status, plain] = server.received;
    if (!capabilities || !status || !plain) throw new TypeError('three requests were to come');
    const own = createPublicKey(credential.keyPem).export({ type: 'spki', format: 'der' }).toString('base64');
    for (const request of [capabilities, status]) expect(judgedPayload(request)).toEqual({ key: own, matches: true });
    expect(judgedPayload({ ...status, body: BODY }).matches).toBe(false);
    expect(plain.headers['x-payload-signature']).toBeUndefined();
    expect(server.received.every(({ headers }) => headers['authorization'] === undefined)).toBe(true);
    expect(server.received.every(({ clientCertificate }) => !clientCertificate)).toBe(true);
  });
});

describe('the device of a status', () => {
  const pathsOf = async (options: { deviceId?: string; reportedDevices?: readonly string[] }, status = STATUS) => {
    await using server = await scriptedServer(() => ({ status: 201 }));
    const client = preDraft().connect({ ...server.options(await clientCredential()), ...options });
    await client.reportStatus('x', status).finally(() => client.close());
    return server.received.map(({ method, path }) => `${method} ${path}`);
  };

  it('is the one that the client is given, else the last that it reported', async () => {
    expect(await pathsOf({ deviceId: 'd 1' })).toEqual(['POST /margo/device/d%201/deployment/x/status']);
    expect(await pathsOf({ reportedDevices: ['a', 'b'] })).toEqual(['POST /margo/device/b/deployment/x/status']);
    expect(await pathsOf({ deviceId: 'a', reportedDevices: ['b'] })).toEqual([
      'POST /margo/device/a/deployment/x/status',
    ]);
  });

  it('is the one that the status names, where it does', async () => {
    const named = Buffer.from('{"deviceId":"own","status":{"state":"failed"}}');
    expect(await pathsOf({ deviceId: 'd' }, named)).toEqual(['POST /margo/device/own/deployment/x/status']);
  });

  it('has to be known', async () => {
    await expect(pathsOf({})).rejects.toThrow(/^NO_DEVICE: /);
  });

  it('is the one whose report was refused, where none was taken', async () => {
    await using server = await scriptedServer(() => ({ status: 400 }));
    const client = preDraft().connect(server.options(await clientCredential()));
    await client.reportCapabilities('d', BODY);
    await client.reportStatus('x', STATUS);
    await client.close();
    expect(server.received.map(({ path }) => path)[1]).toBe('/margo/device/d/deployment/x/status');
  });

  it('becomes known by its report, which creates once and updates then', async () => {
    await using server = await scriptedServer(() => ({ status: 201 }));
    const client = preDraft().connect(server.options(await clientCredential()));
    await client.reportCapabilities('d', BODY);
    await client.reportCapabilities('d', BODY);
    await client.reportStatus('x', STATUS);
    await client.close();
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /margo/device/d/capabilities',
      'PUT /margo/device/d/capabilities',
      'POST /margo/device/d/deployment/x/status',
    ]);
    expect(client.paths.status('y')).toBe('/device/d/deployment/y/status');
  });
});

it('has no calls for what is in Git or was not there yet', async () => {
  await using server = await scriptedServer();
  const client = preDraft().connect(server.options(await clientCredential()));
  const calls = [
    client.removeDevice('d'),
    client.readDesiredState(),
    client.fetchDeployment('x', 'sha256:0'),
    client.fetchBundle('sha256:0'),
    client.fetchReference('/x'),
  ];
  for (const call of calls) await expect(call).rejects.toThrow(/^NOT_IN_REVISION: pre-draft-2024 has no /);
  expect(() => client.paths.deployments).toThrow(/^NOT_IN_REVISION: /);
  await client.close();
  expect(server.received).toEqual([]);
});

it('tells of token exchanges as of all others', async () => {
  const token = '{"access_token":"t","token_type":"bearer"}';
  await using server = await scriptedServer(({ path }) =>
    path === '/token' ? { status: 200, body: token } : { status: 201 },
  );
  const heard: Exchange[] = [];
  const client = preDraft().connect({
    ...server.options(await clientCredential()),
    enrolment: {
      kind: 'oauth',
      clientId: 'c',
      clientSecret: 's',
      tokenUrl: `${server.origin}/token`,
      repository: null,
    },
    onExchange: (exchange) => heard.push(exchange),
  });
  await client.reportCapabilities('d', BODY);
  await client.close();
  expect(heard.map(({ request }) => request.path)).toEqual(['/token', '/margo/device/d/capabilities']);
});
