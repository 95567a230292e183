import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createIntermediate } from '../../pki/authority.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { issueSvid } from '../../pki/svid.ts';
import type { RunningWas } from '../options.ts';
import { BAD_IDENTITIES } from '../testing/bad-identities.ts';
import { admitted, issuerOf, json, newClient, operate, send } from '../testing/client.ts';
import { running } from '../testing/running.ts';

const MANIFEST = '/api/v1/deployments';
let was: RunningWas;
beforeAll(async () => {
  was = await running({ endpoints: ['test', 'production'] });
});
const at = (path: string): string => new URL(path, was.endpoints['test']).href;

describe('a connection', () => {
  it.each(Object.entries(BAD_IDENTITIES))('is refused where otherwise %s', async (_name, make) => {
    const { client } = await admitted(was, 'c');
    const credential = await make(was, client.spiffeId);
    await expect(send(was, at(MANIFEST), 'GET', { credential })).rejects.toThrow();
  });

  it('is refused without a certificate', async () => {
    await expect(send(was, at(MANIFEST), 'GET')).rejects.toThrow();
  });

  it('is accepted with an SVID below an intermediate only if that is sent along', async () => {
    const { client } = await admitted(was, 'intermediate');
    const authority = await createIntermediate(issuerOf(was), { name: 'plant' });
    const credential = await issueSvid(authority, { spiffeId: client.spiffeId });
    expect((await send(was, at(MANIFEST), 'GET', { credential })).status).toBe(200);
    const alone = { ...credential, chainPem: credential.certificatePem };
    await expect(send(was, at(MANIFEST), 'GET', { credential: alone })).rejects.toThrow();
  });

  it.each(['P-384', 'Ed25519', 'RSA-3072'] as const)('is accepted with a key of kind %s', async (algorithm) => {
    const { client } = await admitted(was, 'kinds');
    const credential = await issueSvid(issuerOf(was), { spiffeId: client.spiffeId, algorithm });
    expect((await send(was, at(MANIFEST), 'GET', { credential })).status).toBe(200);
  });

  it('ends with its SVID, open or resumed', async () => {
    const { client } = await admitted(was, 'short');
    const notAfter = new Date(Date.now() + 2_000);
    const credential = await issueSvid(issuerOf(was), { spiffeId: client.spiffeId, notAfter });
    const agent = new Agent({ keepAlive: true });
    const get = () => send(was, at(MANIFEST), 'GET', { credential, agent });
    expect((await get()).status).toBe(200);
    await vi.waitFor(() => expect(get()).rejects.toThrow(), { timeout: 4_000, interval: 100 });
    await expect(get()).rejects.toThrow();
    agent.destroy();
  });

  it.each([
    [false, 'TLSv1.2', false],
    [false, 'TLSv1.3', true],
    [true, 'TLSv1.2', true],
    [true, 'TLSv1.1', false],
  ] as const)('with the fallback %s and %s is possible: %s', async (tls12, version, possible) => {
    const fallback = await running({ tls12 });
    const { credential } = await newClient(fallback, 'versions');
    const { hostname, port } = new URL(fallback.endpoints['test'] ?? '');
    const socket = connect({
      host: hostname,
      port: Number(port),
      ca: [...fallback.anchorsPem],
      cert: credential.chainPem,
      key: credential.keyPem,
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const established = await once(socket, 'secureConnect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    expect(established).toBe(possible);
  });
});

describe('the accepted-client policy', () => {
  it('refuses whoever was not admitted, and reaches open connections', async () => {
    const client = await newClient(was, 'policy');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const status = async () => (await client.call('GET', MANIFEST, { agent })).status;
    const denied = await client.call('GET', MANIFEST, { agent });
    expect([denied.status, json(denied)['type']]).toEqual([403, expect.stringMatching(/#not-authorized$/)]);
    const seen = [];
    for (const verb of ['admit', 'retire', 'admit']) {
      await operate(was, verb, { client: client.client });
      seen.push(await status());
    }
    agent.destroy();
    expect(seen).toEqual([200, 403, 200]);
  });

  it('may accept the namespace, save those that were retired', async () => {
    const open = await running({ policy: 'namespace' });
    const client = await newClient(open, 'anyone');
    expect((await client.call('GET', MANIFEST)).status).toBe(200);
    await operate(open, 'retire', { client: client.client });
    expect((await client.call('GET', MANIFEST)).status).toBe(403);
  });

  it('is the same at each endpoint', async () => {
    await admitted(was, 'everywhere');
    const client = await newClient(was, 'everywhere', 'production');
    expect((await client.call('GET', MANIFEST)).status).toBe(200);
  });
});

it('names no client by anything but the certificate', async () => {
  const [one, two] = [await admitted(was, 'named-1'), await admitted(was, 'named-2')];
  const [mine, theirs] = [await one.call('GET', MANIFEST), await two.call('GET', MANIFEST)];
  expect(mine.headers.etag).toBe(theirs.headers.etag);
  const headers = { 'X-Client-Id': 'named-2', 'Client-Cert': 'x', Authorization: 'Bearer named-2' };
  await one.call('PUT', '/api/v1/capabilities/box?clientId=named-2', {
    headers,
    body: JSON.stringify({ properties: { id: 'box', vendor: 'v', modelNumber: 'm', serialNumber: 's' } }),
  });
  expect(await operate(was, 'devices', { client: two.client })).toEqual({ devices: [] });
  expect(await operate(was, 'devices', { client: one.client })).toMatchObject({ devices: [{ deviceId: 'box' }] });
  expect(clientSpiffeId(was.trustDomain, was.wfmId, 'named-1')).toBe(one.client.spiffeId);
});
