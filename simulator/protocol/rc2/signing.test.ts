import { constants, createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import { describe, expect, it } from 'vitest';
import { clientCredential, type Received, scriptedServer } from '../testing/scripted-server.test-support.ts';
import { rc2 } from './revision.ts';

const encoder = new TextEncoder();
const NOW = 1_790_000_000_000;

const VERIFY: Readonly<Record<string, (key: KeyObject, data: Buffer, signature: Buffer) => boolean>> = {
  'P-256': (key, data, signature) => verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  'P-384': (key, data, signature) => verify('sha384', data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  'RSA-2048': (key, data, signature) =>
    verify('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature),
};

/** What an implementation that shares no code with ours says of a request as the server received it. */
async function independentVerdict(
  { method, path, headers }: Received,
  { origin, pem, algorithm, keyId }: { origin: string; pem: string; algorithm: string; keyId: string },
): Promise<boolean | null> {
  const { publicKey } = new X509Certificate(pem);
  return httpbis.verifyMessage(
    {
      requiredFields: ['@method', '@target-uri', ...(headers['content-length'] ? ['content-digest'] : [])],
      requiredParams: ['created', 'keyid'],
      notAfter: NOW / 1000,
      keyLookup: async ({ keyid }) =>
        keyid === keyId
          ? { verify: async (data, signature) => VERIFY[algorithm]?.(publicKey, data, signature) ?? false }
          : null,
    },
    { method, url: origin + path, headers: { ...headers } },
  );
}

describe.each(['P-256', 'P-384', 'RSA-2048'] as const)('a client with a key of type %s', (algorithm) => {
  it('signs every request so that an independent implementation verifies it', async () => {
    await using server = await scriptedServer();
    const credential = await clientCredential(algorithm);
    const enrolment = { kind: 'client-id', clientId: 'c 1' } as const;
    const client = rc2().connect({ ...server.options(credential), enrolment, now: () => NOW });
    const body = encoder.encode('{"properties":{}}');
    await client.reportCapabilities('gw/child', body);
    await client.reportStatus('d', body);
    await client.readDesiredState();
    await client.fetchDeployment('d', 'sha256:00');
    await client.fetchBundle('sha256:00');
    await client.fetchReference('/elsewhere?x=1&y=%20');
    await client.removeDevice('gw/child');
    await client.send({ method: 'POST', path: '/api/v1/x?q=1', body });
    await client.close();
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /margo/api/v1/clients/c%201/capabilities/gw/child',
      'POST /margo/api/v1/clients/c%201/deployments/d/status',
      'GET /margo/api/v1/clients/c%201/deployments',
      'GET /margo/api/v1/clients/c%201/deployments/d/sha256:00',
      'GET /margo/api/v1/clients/c%201/bundles/sha256:00',
      'GET /elsewhere?x=1&y=%20',
      'DELETE /margo/api/v1/clients/c%201/capabilities/gw/child',
      'POST /margo/api/v1/x?q=1',
    ]);
    for (const request of server.received) {
      const { origin } = server;
      const of = { origin, pem: credential.chainPem, algorithm, keyId: 'c 1' };
      expect(await independentVerdict(request, of), request.path).toBe(true);
      expect(await independentVerdict({ ...request, path: `${request.path}x` }, of), request.path).toBe(false);
      expect(request.headers['signature-input']).toMatch(/^sig1=\(.*\);created=1790000000;keyid="c 1"/);
      expect(request.headers['signature-input']?.includes(';alg="rsa-pss-sha256"')).toBe(algorithm === 'RSA-2048');
      expect(request.clientCertificate).toBe(false);
      const digest = createHash('sha256').update(request.body).digest('base64');
      expect(request.headers['content-digest']).toBe(request.body.length > 0 ? `sha-256=:${digest}:` : undefined);
    }
  });
});

it('names its key by the certificate while it has no client id', async () => {
  await using server = await scriptedServer(() => ({ status: 201, body: '{"clientId":"c-1"}' }));
  const credential = await clientCredential();
  const revision = rc2();
  const client = revision.connect({ ...server.options(credential), now: () => NOW });
  const request = revision.onboarding?.request(credential, {});
  if (!request) throw new TypeError('rc.2 has an onboarding call');
  await client.send(request);
  await client.close();
  const thumbprint = createHash('sha256').update(new X509Certificate(credential.chainPem).raw).digest('hex');
  const [received] = server.received;
  if (!received) throw new TypeError('nothing was received');
  const of = { origin: server.origin, pem: credential.chainPem, algorithm: 'P-256', keyId: thumbprint };
  expect(await independentVerdict(received, of)).toBe(true);
});

it('leaves what shows the sender to the caller who wants that', async () => {
  await using server = await scriptedServer();
  const enrolment = { kind: 'client-id', clientId: 'c' } as const;
  const client = rc2().connect({ ...server.options(await clientCredential()), enrolment });
  await client.readDesiredState({ authenticate: (request) => request });
  await client.send(
    { method: 'GET', path: '/x' },
    {
      authenticate: async (request, usual) => {
        const signed = await usual(request);
        return { ...signed, headers: [...signed.headers, ['x-more', '1']] };
      },
    },
  );
  const byHand = await client.authenticated({ method: 'PUT', path: '/y', body: encoder.encode('a') });
  await client.close();
  const [unsigned, signed] = server.received;
  expect(unsigned?.headers['signature']).toBeUndefined();
  expect(signed?.headers).toMatchObject({ 'x-more': '1', signature: expect.stringMatching(/^sig1=:/) });
  expect(byHand).toMatchObject({ method: 'PUT', path: '/y' });
  expect(byHand.headers?.map(([name]) => name.toLowerCase())).toEqual([
    'content-digest',
    'signature-input',
    'signature',
  ]);
});

it('refuses a key that no WFM has to support', async () => {
  await using server = await scriptedServer();
  const options = server.options(await clientCredential('Ed25519'));
  expect(() => rc2().connect(options)).toThrow(/^KEY_UNSUITABLE: a key of type ed25519/);
});
