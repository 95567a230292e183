import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isJsonObject, stringifyJson } from '../../protocol/json.ts';
import type { RunningWas } from '../options.ts';
import { targetFile } from '../target-file.ts';
import { json, operate, order } from '../testing/client.ts';
import { running } from '../testing/running.ts';
import { capabilities, newcomer, onboarded, type Rc2Client } from './testing/client.test-support.ts';

let was: RunningWas;
beforeAll(async () => {
  was = await running({ revisions: ['1.0.0-rc.3', '1.0.0-rc.2'] });
});

const assign = async ({ client }: Rc2Client): Promise<string> =>
  String(
    (await operate(was, 'assign', { key: randomUUID(), client, deviceId: 'box', deployment: order() }))['deploymentId'],
  );

const statusOf = (deploymentId: string, state: string): string =>
  stringifyJson({
    apiVersion: 'deployment.margo.org/v1alpha1',
    kind: 'DeploymentStatusManifest',
    deploymentId,
    status: { state },
    components: [{ name: 'first', state }],
  });

describe('a client of 1.0.0-rc.2', () => {
  it('is taken in once, reports, reads its desired state and says how far it came', async () => {
    const client = await onboarded(was);
    expect(client.clientId).toMatch(/^[0-9a-f-]{36}$/);
    const again = await client.onboard();
    expect([again.status, json(again)['clientId']]).toEqual([201, client.clientId]);

    for (const method of ['POST', 'PUT'])
      expect((await client.call(method, '/capabilities/box', { body: capabilities('box') })).status).toBe(201);
    const { devices } = await operate(was, 'devices', { client: client.client });
    expect(devices).toEqual([
      { deviceId: 'box', properties: { id: 'box', vendor: 'v', modelNumber: 'm', serialNumber: 's' } },
    ]);

    const id = await assign(client);
    const response = await client.call('GET', '/deployments');
    const { bundle, deployments, manifestVersion } = json(response);
    expect([response.status, manifestVersion]).toEqual([200, 1]);
    const [reference] = Array.isArray(deployments) ? deployments.filter(isJsonObject) : [];
    expect(reference?.['url']).toBe(
      `/api/v1/clients/${client.clientId}/deployments/${id}/${String(reference?.['digest'])}`,
    );
    const yaml = await client.send('GET', String(reference?.['url']));
    expect(`sha256:${createHash('sha256').update(yaml.body).digest('hex')}`).toBe(reference?.['digest']);
    expect(yaml.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(parse(yaml.body.toString())).toMatchObject({
      apiVersion: 'application.margo.org/v1alpha1',
      kind: 'ApplicationDeployment',
      id,
      metadata: { deviceId: 'box' },
    });
    const archive = await client.send('GET', String(isJsonObject(bundle) ? bundle['url'] : ''));
    expect([archive.status, archive.headers['content-type']]).toEqual([
      200,
      'application/vnd.margo.bundle.v1+tar+gzip',
    ]);

    const path = `/deployments/${id}/status`;
    for (const state of ['installing', 'installed'])
      expect((await client.call('POST', path, { body: statusOf(id, state) })).status).toBe(200);
    expect(await operate(was, 'observe', { client: client.client, deploymentId: id })).toEqual({
      state: 'installed',
      components: [{ name: 'first', state: 'installed' }],
    });
    expect((await client.call('DELETE', '/capabilities/box')).status).toBe(204);
    expect((await client.call('DELETE', '/capabilities/box')).status).toBe(404);
  });

  it('is the same client to the operator before it has an id, after it has one, and after a restart', async () => {
    const client = await newcomer(was);
    await operate(was, 'admit', { client: client.client });
    const id = await assign(client);
    await Promise.all([client.onboard(), client.onboard(), client.onboard()]);
    await operate(was, 'restart', {});
    const { deployments } = json(await client.call('GET', '/deployments'));
    expect(deployments).toEqual([expect.objectContaining({ deploymentId: id })]);
    const ids = await Promise.all(Array.from({ length: 3 }, async () => json(await client.onboard())['clientId']));
    expect(new Set([...ids, client.clientId]).size).toBe(1);
  });
});

describe.each(['contrary', 'obstinate'] as const)('the %s mode', (mode) => {
  it('takes in, serves and refuses in ways that the clauses leave open', async () => {
    const other = await running({ revisions: ['1.0.0-rc.2'], mode });
    const client = await onboarded(other);
    expect(client.clientId).toMatch(/^[A-Za-z0-9._~-]+$/);
    const report = async (method: string, device = 'box'): Promise<number> =>
      (await client.call(method, `/capabilities/${device}`, { body: capabilities(device) })).status;
    const statuses = [await report('POST'), await report('PUT'), await report('POST'), await report('PUT', 'new')];
    expect(statuses).toEqual(mode === 'contrary' ? [201, 204, 409, 404] : [201, 201, 201, 201]);
    expect((await client.call('GET', '/deployments')).status).toBe(200);
    const unsigned = await client.call('GET', '/deployments', { signing: 'unsigned' });
    expect([unsigned.status, json(unsigned)]).toEqual([
      401,
      expect.objectContaining({ error: expect.any(String), message: expect.any(String) }),
    ]);
    const stranger = await client.send('GET', `/api/v1/clients/${randomUUID()}/deployments`);
    expect(stranger.status).toBe(mode === 'contrary' ? 404 : 403);
    const { certificate } = client.client;
    const byCertificate = operate(other, 'devices', { client: { certificate } });
    await (mode === 'contrary' ? expect(byCertificate).rejects.toThrow('named by its id') : byCertificate);
    await operate(other, 'retire', { client: client.client });
    expect((await client.call('GET', '/deployments')).status).toBe(403);
  });
});

it('speaks the oldest dialect where it is asked to', async () => {
  const old = await running({ revisions: ['1.0.0-rc.2'], dialects: { '1.0.0-rc.2': { base: 'O0' } } });
  expect(parse(targetFile(old, 'pki', '1.0.0-rc.2'))).toMatchObject({ dialect: { base: 'O0' } });
  const client = await newcomer(old);
  await operate(old, 'admit', { client: client.client });
  const encoded = Buffer.from(client.credential.certificatePem).toString('base64');
  const taken = await client.onboard({ body: stringifyJson({ public_certificate: encoded }) });
  client.clientId = String(json(taken)['client_id']);
  const peripherals = { peripherals: [], interfaces: [] };
  const report = stringifyJson({
    apiVersion: 'device.margo/v1',
    kind: 'DeviceCapabilities',
    properties: {
      id: 'box',
      vendor: 'v',
      modelNumber: 'm',
      serialNumber: 's',
      roles: ['Standalone Device'],
      resources: { cpu: { cores: 2, architecture: 'amd64' }, memory: '1Gi', storage: '1Gi', ...peripherals },
    },
  });
  const reported = await client.call('POST', '/capabilities', { body: report });
  expect([reported.status, reported.body.toString()]).toEqual([201, '']);
  const { devices } = await operate(old, 'devices', { client: client.client });
  expect(devices).toEqual([
    {
      deviceId: 'box',
      properties: expect.objectContaining({ cpus: [{ cores: 2, architecture: 'amd64' }], memory: '1Gi' }),
    },
  ]);
  const key = randomUUID();
  const body = { key, client: client.client, deviceId: 'box', deployment: order() };
  const id = String((await operate(old, 'assign', body))['deploymentId']);
  const { deployments } = json(await client.call('GET', '/deployments'));
  const [reference] = Array.isArray(deployments) ? deployments.filter(isJsonObject) : [];
  const deployment = parse((await client.send('GET', String(reference?.['url']))).body.toString());
  expect(deployment).toMatchObject({
    metadata: { annotations: { id, applicationId: 'hello-world' } },
    spec: { deploymentProfile: { type: 'helm.v3' } },
  });
  const status = stringifyJson({
    apiVersion: 'deployment.margo/v1',
    kind: 'DeploymentStatus',
    deploymentId: id,
    status: { state: 'Installing' },
    components: [{ name: 'first', state: 'Pending' }],
  });
  expect((await client.call('POST', `/deployment/${id}/status`, { body: status })).status).toBe(200);
  expect(await operate(old, 'observe', { client: client.client, deploymentId: id })).toEqual({
    state: 'installing',
    components: [{ name: 'first', state: 'pending' }],
  });
});
