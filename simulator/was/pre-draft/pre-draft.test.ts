import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRoot } from '../../pki/authority.ts';
import { issueSvid } from '../../pki/svid.ts';
import type { RunningWas } from '../options.ts';
import { json, order, send } from '../testing/client.ts';
import { running } from '../testing/running.ts';
import {
  admittedDevice,
  applicationOf,
  askForToken,
  assign,
  capabilitiesOf,
  newDevice,
  payloadSignature,
  propertiesOf,
  statusOf,
} from './device.test-support.ts';

const REVISIONS = ['pre-draft-2024'] as const;

let was: RunningWas;
beforeAll(async () => {
  was = await running({ revisions: REVISIONS });
});

describe('onboarding', () => {
  it('lets anyone read the root CA', async () => {
    const device = await newDevice(was);
    const response = await device.call('GET', '/onboarding/certificate', '', { signature: null });
    expect(response.status).toBe(200);
    expect(Buffer.from(String(json(response)['certificate']), 'base64').toString()).toBe(was.anchorsPem.join(''));
  });

  it('hands out all that a client needs, each time anew, and keeps what it said of itself', async () => {
    const device = await admittedDevice(was);
    const application = applicationOf(device.id, device.credential, { domain: 'line-1' });
    const first = await device.call('POST', '/onboarding/', application);
    expect(first.status).toBe(201);
    expect(json(first)).toEqual({
      clientId: device.id,
      clientSecret: expect.stringMatching(/^[\w-]{40,}$/),
      tokenUrl: expect.stringMatching(/^https:\/\/.*\/oauth\/token$/),
      gitUrl: expect.stringMatching(/^https:\/\/.*\/git\/.*\.git$/),
      gitToken: expect.stringMatching(/^[\w-]{40,}$/),
    });
    const again = json(await device.call('POST', '/onboarding/', application));
    expect(again['clientSecret']).not.toBe(json(first)['clientSecret']);
    expect(again['gitToken']).not.toBe(json(first)['gitToken']);
    const properties = { ...propertiesOf(device.id), domain: 'line-1' };
    expect(await device.operate('devices')).toEqual({ devices: [{ deviceId: device.id, properties }] });
  });

  it('takes the certificate as PEM, and in base64 of PEM or of DER', async () => {
    const device = await admittedDevice(was);
    const { chainPem } = device.credential;
    const der = chainPem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    for (const certificate of [chainPem, Buffer.from(chainPem).toString('base64'), der]) {
      const body = JSON.stringify({ certificate, properties: { id: device.id } });
      expect((await device.call('POST', '/onboarding/', body)).status).toBe(201);
    }
  });

  it('refuses whom the operator has not admitted, or has retired', async () => {
    const device = await newDevice(was);
    const onboard = async () =>
      (await device.call('POST', '/onboarding/', applicationOf(device.id, device.credential))).status;
    expect(await onboard()).toBe(403);
    await device.operate('admit');
    expect(await onboard()).toBe(201);
    await device.operate('retire');
    expect(await onboard()).toBe(403);
  });

  it('refuses certificates of others and those that have expired', async () => {
    const device = await admittedDevice(was);
    const foreign = await issueSvid(await createRoot({ name: 'foreign' }), { subject: device.id });
    const expired = await issueSvid(
      { ...was.issuer, chainPem: '' },
      { subject: device.id, notBefore: new Date(0), notAfter: new Date(1000) },
    );
    for (const credential of [foreign, expired]) {
      const sent = await device.call('POST', '/onboarding/', applicationOf(device.id, credential), { signature: null });
      expect(sent.status).toBe(403);
    }
  });

  it.each(['', '{', '[]', '{}', '{"properties":{"id":"a"}}', '{"certificate":"AAAA","properties":{"id":"a"}}'])(
    'refuses %j',
    async (body) => {
      const device = await admittedDevice(was, 'a');
      const response = await device.call('POST', '/onboarding/', body, { signature: null });
      expect([response.status, json(response)]).toEqual([400, expect.objectContaining({ error: 'Bad Request' })]);
    },
  );

  it('refuses an application that somebody else has signed', async () => {
    const [device, other] = [await admittedDevice(was), await newDevice(was)];
    const body = applicationOf(device.id, device.credential);
    const signature = payloadSignature(body, other.credential.keyPem);
    expect((await device.call('POST', '/onboarding/', body, { signature })).status).toBe(401);
  });
});

describe('the token endpoint', () => {
  it.each(['header', 'body'] as const)('grants client credentials, authenticated in the %s', async (by) => {
    const device = await admittedDevice(was);
    const response = await askForToken(was, await device.onboard(), { grant_type: 'client_credentials' }, by);
    expect(response.status).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(json(response)).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'capabilities status',
    });
  });

  it.each([
    [{ grant_type: 'password' }, 'unsupported_grant_type', 400],
    [{}, 'invalid_request', 400],
    [{ grant_type: 'client_credentials', scope: 'everything' }, 'invalid_scope', 400],
  ])('refuses %j with %s', async (parameters, error, status) => {
    const device = await admittedDevice(was);
    const response = await askForToken(was, await device.onboard(), parameters);
    expect([response.status, json(response)['error']]).toEqual([status, error]);
  });

  it('refuses wrong secrets, also those of an earlier onboarding and of other clients, and retired clients', async () => {
    const [device, other] = [await admittedDevice(was), await admittedDevice(was)];
    const grant = { grant_type: 'client_credentials' };
    const former = await device.onboard();
    const handed = await device.onboard();
    const { clientSecret } = await other.onboard();
    const wrong = [former, { ...handed, clientSecret }, { ...handed, clientId: 'nobody' }];
    for (const given of wrong) {
      const response = await askForToken(was, given, grant);
      expect([response.status, json(response)['error']]).toEqual([401, 'invalid_client']);
      expect(response.headers['www-authenticate']).toMatch(/^Basic /);
    }
    expect((await askForToken(was, handed, grant)).status).toBe(200);
    await device.operate('retire');
    expect((await askForToken(was, handed, grant)).status).toBe(401);
  });
});

describe('a device', () => {
  it('reports itself and what became of its workloads', async () => {
    const device = await admittedDevice(was);
    const token = await device.token(await device.onboard());
    const path = `/device/${device.id}/capabilities`;
    for (const [method, serialNumber] of [
      ['POST', '1'],
      ['PUT', '2'],
    ] as const) {
      const sent = await device.call(method, path, capabilitiesOf(device.id, { serialNumber }), { token });
      expect(sent.status).toBe(201);
      const properties = { ...propertiesOf(device.id), serialNumber };
      expect(await device.operate('devices')).toEqual({ devices: [{ deviceId: device.id, properties }] });
    }
    const deploymentId = await assign(device);
    const status = `/device/${device.id}/deployment/${deploymentId}/status`;
    expect((await device.call('POST', status, statusOf(deploymentId, 'pending'), { token })).status).toBe(201);
    expect((await device.call('POST', status, statusOf(deploymentId), { token })).status).toBe(201);
    const components = [{ name: 'a', state: 'installed' }];
    expect(await device.operate('observe', { deploymentId })).toEqual({ state: 'installed', components });
  });

  it.each([
    ['no token', undefined],
    ['an unknown token', 'unknown'],
  ])('is asked for its token where it has %s', async (_what, token) => {
    const device = await admittedDevice(was);
    await device.onboard();
    const path = `/device/${device.id}/capabilities`;
    const response = await device.call('PUT', path, capabilitiesOf(device.id), { token });
    expect([response.status, response.headers['www-authenticate']]).toEqual([401, expect.stringMatching(/^Bearer /)]);
  });

  it('is refused with tokens that are old, for something else, or of somebody else', async () => {
    const [device, other] = [await admittedDevice(was), await admittedDevice(was)];
    const old = await device.token(await device.onboard());
    const handed = await device.onboard();
    const body = capabilitiesOf(device.id);
    const put = async (token: string) =>
      (await device.call('PUT', `/device/${device.id}/capabilities`, body, { token })).status;
    expect(await put(old)).toBe(401);
    expect(await put(await device.token(handed, 'status'))).toBe(403);
    expect(await put(await other.token(await other.onboard()))).toBe(403);
    expect(await put(await device.token(handed, 'capabilities'))).toBe(201);
    const valid = await device.token(handed);
    await device.operate('retire');
    expect(await put(valid)).toBe(403);
  });

  it('is refused once its token has expired', async () => {
    const brief = await running({ revisions: REVISIONS, preDraft: { tokenSeconds: 0, repositoryTokenSeconds: 0 } });
    const device = await admittedDevice(brief);
    const handed = await device.onboard();
    const token = await device.token(handed);
    const path = `/device/${device.id}/capabilities`;
    expect((await device.call('PUT', path, capabilitiesOf(device.id), { token })).status).toBe(401);
    expect(await (await device.repository(handed)).sync()).toMatchObject({ code: 'REFUSED' });
  });

  it('is refused where the payload does not fit its signature', async () => {
    const [device, other] = [await admittedDevice(was), await newDevice(was)];
    const token = await device.token(await device.onboard());
    const body = capabilitiesOf(device.id);
    const wrong = [
      null,
      'none',
      payloadSignature(`${body} `, device.credential.keyPem),
      payloadSignature(body, other.credential.keyPem),
    ];
    for (const method of ['POST', 'PUT'])
      for (const signature of wrong) {
        const sent = await device.call(method, `/device/${device.id}/capabilities`, body, { token, signature });
        expect(sent.status).toBe(401);
      }
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no kind', capabilitiesOf('x').replace('DeviceCapabilities', 'Other')],
    ['no roles', capabilitiesOf('x').replace('roles', 'rules')],
    ['another id', capabilitiesOf('y')],
  ])('has its report refused where it is %s', async (_what, body) => {
    const device = await admittedDevice(was);
    const token = await device.token(await device.onboard());
    const sent = await device.call('PUT', `/device/${device.id}/capabilities`, body.replace('"x"', `"${device.id}"`), {
      token,
    });
    expect([sent.status, json(sent)]).toEqual([400, expect.objectContaining({ error: 'Bad Request' })]);
  });

  it('has the status of what was not assigned to it refused', async () => {
    const [device, other] = [await admittedDevice(was), await admittedDevice(was)];
    const token = await device.token(await device.onboard());
    await other.onboard();
    const foreign = await assign(other);
    for (const id of [foreign, randomUUID()]) {
      const sent = await device.call('POST', `/device/${device.id}/deployment/${id}/status`, statusOf(id), { token });
      expect(sent.status).toBe(404);
    }
    const own = await assign(device);
    const elsewhere = await device.call('POST', `/device/x/deployment/${own}/status`, statusOf(own), { token });
    expect(elsewhere.status).toBe(404);
  });
});

describe('the repository', () => {
  it('says what the operator wants, and nothing before', async () => {
    const device = await admittedDevice(was);
    const repository = await device.repository(await device.onboard());
    expect(await repository.sync()).toMatchObject({ kind: 'synced', branch: 'main' });
    expect(repository.files()).toEqual([]);
    const [first, second] = [await assign(device, order('one')), await assign(device, order('two'))];
    expect(await repository.sync()).toMatchObject({ changed: true, rewritten: false });
    expect(repository.files().map(({ path }) => path)).toEqual([`${first}.yaml`, `${second}.yaml`].sort());
    await device.operate('withdraw', { deploymentId: second });
    await device.operate('update', { deploymentId: first, deployment: order('three') });
    await repository.sync();
    const [file, ...more] = repository.files();
    expect(more).toEqual([]);
    expect(parse(Buffer.from(file?.bytes ?? []).toString())).toMatchObject({
      apiVersion: 'application.margo.org/v1alpha1',
      kind: 'ApplicationDeployment',
      metadata: { annotations: { id: first, applicationId: 'hello-world' }, name: 'three', namespace: 'default' },
      spec: { deploymentProfile: { type: 'helm.v3', components: [{ name: 'second' }, { name: 'first' }] } },
    });
    await device.operate('update', { deploymentId: first, deployment: order('three') });
    expect(await repository.sync()).toMatchObject({ changed: false });
  });

  it('opens with the latest token of its own client only', async () => {
    const [device, other] = [await admittedDevice(was), await admittedDevice(was)];
    const former = await device.onboard();
    const handed = await device.onboard();
    const { gitToken } = await other.onboard();
    const outcome = async (gitTokenPresented: string) =>
      (await (await device.repository({ ...handed, gitToken: gitTokenPresented })).sync()).kind;
    expect(await outcome(handed.gitToken)).toBe('synced');
    expect(await Promise.all([former.gitToken, gitToken, 'x'].map(outcome))).toEqual(['failed', 'failed', 'failed']);
    await device.operate('retire');
    expect(await outcome(handed.gitToken)).toBe('failed');
  });

  it('cannot be pushed to, and has no other files to fetch', async () => {
    const device = await admittedDevice(was);
    const { gitUrl, gitToken } = await device.onboard();
    const headers = { Authorization: `Basic ${Buffer.from(`x:${gitToken}`).toString('base64')}` };
    for (const path of [
      '/info/refs?service=git-receive-pack',
      '/info/refs',
      '/HEAD',
      '/config',
      '/objects/info/packs',
      '',
    ]) {
      expect((await send(was, gitUrl + path, 'GET', { headers })).status, path).toBe(403);
    }
    expect((await send(was, `${gitUrl}/git-receive-pack`, 'POST', { headers, body: '0000' })).status).toBe(403);
    expect((await send(was, gitUrl, 'GET')).headers['www-authenticate']).toMatch(/^Basic /);
  });
});

describe('a restart', () => {
  it('keeps clients, secrets, tokens and repositories', async () => {
    const device = await admittedDevice(was);
    const handed = await device.onboard();
    const token = await device.token(handed);
    await assign(device);
    const repository = await device.repository(handed);
    await repository.sync();
    await device.operate('restart');
    const path = `/device/${device.id}/capabilities`;
    expect((await device.call('PUT', path, capabilitiesOf(device.id), { token })).status).toBe(201);
    expect(await device.token(handed)).not.toBe(token);
    expect(await repository.sync()).toMatchObject({ kind: 'synced', changed: false });
  });
});

describe('several endpoints', () => {
  it.each(['shared', 'separate'] as const)('have clients and tokens that are %s', async (endpointRecords) => {
    const two = await running({ revisions: REVISIONS, endpoints: ['test', 'other'], endpointRecords });
    const device = await admittedDevice(two);
    const handed = await device.onboard();
    const token = await device.token(handed);
    const path = `/device/${device.id}/capabilities`;
    const put = async (endpoint: string) =>
      (await device.call('PUT', path, capabilitiesOf(device.id), { token, endpoint })).status;
    expect([await put('test'), await put('other')]).toEqual([201, endpointRecords === 'shared' ? 201 : 401]);
    const elsewhere = new URL(new URL(handed.gitUrl).pathname, two.interfaces['pre-draft-2024']?.['other']).href;
    const repository = await device.repository({ ...handed, gitUrl: elsewhere });
    expect((await repository.sync()).kind).toBe(endpointRecords === 'shared' ? 'synced' : 'failed');
  });
});
