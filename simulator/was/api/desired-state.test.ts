import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunningWas } from '../options.ts';
import { admitted, json, manifestOf, operate, order, type TestClient } from '../testing/client.ts';
import { running } from '../testing/running.ts';

let was: RunningWas;
beforeAll(async () => {
  was = await running();
});

const MANIFEST = '/api/v1/deployments';
const digest = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function assign({ client }: TestClient, deviceId = 'box', name?: string): Promise<string> {
  const answer = await operate(was, 'assign', { key: randomUUID(), client, deviceId, deployment: order(name) });
  return String(answer['deploymentId']);
}

async function unpack(bundle: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  Readable.from([gunzipSync(bundle)]).pipe(entries);
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    files.set(entry.header.name, Buffer.concat(chunks));
  }
  return files;
}

describe('the manifest', () => {
  it('is version 1, empty and without a bundle before anything is assigned', async () => {
    const client = await admitted(was, 'empty');
    const response = await client.call('GET', MANIFEST);
    expect(response.body.toString()).toBe('{"bundle":null,"deployments":[],"manifestVersion":1}');
    expect(response.headers).toMatchObject({
      'content-type': 'application/vnd.margo.manifest.v1+json',
      'cache-control': 'private',
      etag: `"${digest(response.body)}"`,
    });
  });

  it('is version 1 when it is first read after an assignment', async () => {
    const client = await admitted(was, 'late');
    const id = await assign(client);
    expect(await manifestOf(client)).toMatchObject({ version: 1n, deployments: [{ deploymentId: id }] });
  });

  it('gets a greater version with each change, and keeps its bytes without one', async () => {
    const client = await admitted(was, 'versions');
    const versions = [(await manifestOf(client)).version];
    const id = await assign(client);
    versions.push((await manifestOf(client)).version);
    await operate(was, 'update', { client: client.client, deploymentId: id, deployment: order('changed') });
    const changed = await manifestOf(client);
    await operate(was, 'update', { client: client.client, deploymentId: id, deployment: order('changed') });
    expect(await manifestOf(client)).toEqual(changed);
    await operate(was, 'withdraw', { client: client.client, deploymentId: id });
    const last = await manifestOf(client);
    expect([...versions, changed.version, last.version]).toEqual([1n, 2n, 3n, 4n]);
    expect(last.bundle).toBeNull();
    await operate(was, 'restart', {});
    expect(await manifestOf(client)).toEqual(last);
  });

  it('is revalidated by weak comparison', async () => {
    const client = await admitted(was, 'validators');
    const { etag } = await manifestOf(client);
    for (const field of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await client.call('GET', MANIFEST, { headers: { 'If-None-Match': field } });
      expect([response.status, response.headers.etag, response.body.length]).toEqual([304, etag, 0]);
    }
    const other = await client.call('GET', MANIFEST, { headers: { 'If-None-Match': etag.slice(1, -1) } });
    expect(other.status).toBe(200);
  });

  it('is refused to those who accept only other types', async () => {
    const client = await admitted(was, 'accept');
    const response = await client.call('GET', MANIFEST, { headers: { Accept: 'application/json' } });
    expect([response.status, json(response)['type']]).toEqual([406, expect.stringMatching(/#server-cannot-generate/)]);
    expect((await client.call('GET', MANIFEST, { headers: { Accept: 'application/*' } })).status).toBe(200);
  });
});

describe('artifacts', () => {
  it('have the bytes of their digests, alone and in the bundle', async () => {
    const client = await admitted(was, 'bytes');
    for (const [device, name] of [
      ['gw', 'a'],
      ['gw/child', 'b'],
      ['gw/*', 'c'],
    ])
      await assign(client, device, name);
    const { bundle, deployments } = await manifestOf(client);
    const archive = await client.call('GET', String(bundle?.['url']));
    expect(digest(archive.body)).toBe(bundle?.['digest']);
    const files = await unpack(archive.body);
    expect(files.size).toBe(3);
    for (const { deploymentId, url, digest: stated } of deployments) {
      const response = await client.call('GET', String(url));
      expect(digest(response.body)).toBe(stated);
      expect(parse(response.body.toString())).toMatchObject({ id: deploymentId });
      expect(Array.from(files.values(), digest)).toContain(stated);
    }
  });

  it('say what the operator ordered', async () => {
    const client = await admitted(was, 'content');
    const id = await assign(client, 'gw/*', 'yes');
    const { deployments } = await manifestOf(client);
    const { profile, parameters } = order();
    expect(parse((await client.call('GET', String(deployments[0]?.['url']))).body.toString())).toEqual({
      id,
      metadata: { name: 'yes', namespace: 'default', deviceId: 'gw/*' },
      spec: { applicationId: 'hello-world', deploymentProfile: profile, parameters },
    });
  });

  it('are immutable, revalidated, and encoded for those who ask', async () => {
    const client = await admitted(was, 'headers');
    await assign(client);
    const { bundle, deployments } = await manifestOf(client);
    for (const reference of [bundle, deployments[0]]) {
      const [url, tag] = [String(reference?.['url']), `"${String(reference?.['digest'])}"`];
      const headers = { 'cache-control': 'private, max-age=31536000, immutable', etag: tag };
      expect((await client.call('GET', url)).headers).toMatchObject(headers);
      expect((await client.call('GET', url, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    }
    const encoded = await client.call('GET', String(deployments[0]?.['url']), {
      headers: { 'Accept-Encoding': 'gzip' },
    });
    expect(encoded.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(digest(gunzipSync(encoded.body))).toBe(deployments[0]?.['digest']);
  });

  it('are found neither by another client nor under another name', async () => {
    const [owner, other] = [await admitted(was, 'owner'), await admitted(was, 'other')];
    const id = await assign(owner);
    const { bundle, deployments } = await manifestOf(owner);
    const stated = String(deployments[0]?.['digest']);
    const zeros = `sha256:${'0'.repeat(64)}`;
    const cases: readonly (readonly [TestClient, string, RegExp])[] = [
      [other, String(deployments[0]?.['url']), /#deployment-not-found$/],
      [other, String(bundle?.['url']), /#invalid-bundle$/],
      [owner, `${MANIFEST}/${randomUUID()}/${stated}`, /#deployment-not-found$/],
      [owner, `${MANIFEST}/${id}/${zeros}`, /#deployment-not-found$/],
      [owner, `${MANIFEST}/${id}/sha256:x`, /#deployment-not-found$/],
      [owner, `/api/v1/bundles/${zeros}`, /#invalid-bundle$/],
      [owner, `/api/v1/bundles/${stated}`, /#invalid-bundle$/],
    ];
    for (const [client, url, type] of cases) {
      const response = await client.call('GET', url);
      expect([response.status, json(response)['type']], url).toEqual([404, expect.stringMatching(type)]);
    }
  });

  it('of a former manifest stay for a while, then go', async () => {
    const short = await running({ retainedManifests: 1 });
    const client = await admitted(short, 'former');
    const control = { client: client.client };
    const body = { key: randomUUID(), ...control, deviceId: 'box', deployment: order('0') };
    const { deploymentId } = await operate(short, 'assign', body);
    const first = String((await manifestOf(client)).deployments[0]?.['url']);
    const seen: number[] = [];
    for (const name of ['1', '2']) {
      await operate(short, 'update', { ...control, deploymentId, deployment: order(name) });
      await manifestOf(client);
      seen.push((await client.call('GET', first)).status);
    }
    expect(seen).toEqual([200, 404]);
  });
});
