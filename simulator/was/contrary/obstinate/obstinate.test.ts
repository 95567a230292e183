import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:https';
import { Readable } from 'node:stream';
import { connect } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../../protocol/json.ts';
import { schemaErrors } from '../../../protocol/rc3/schemas.ts';
import type { RunningWas } from '../../options.ts';
import { BAD_IDENTITIES } from '../../testing/bad-identities.ts';
import {
  admitted,
  capabilities,
  json,
  manifestOf,
  newClient,
  operate,
  order,
  send,
  type TestClient,
} from '../../testing/client.ts';
import { running } from '../../testing/running.ts';
import { obstinateArchive } from './archive.ts';
import { obstinateYaml, respelt } from './documents.ts';

let was: RunningWas;
beforeAll(async () => {
  was = await running({ mode: 'obstinate' });
});

const PATIENCE = { timeout: 5_000, interval: 100 };

async function assign({ client }: TestClient): Promise<string> {
  const body = { key: randomUUID(), client, deviceId: 'box', deployment: order() };
  return String((await operate(was, 'assign', body))['deploymentId']);
}

/** An answer of this status, once the WAS is not busy. */
const get = (client: TestClient, path: unknown, status: number) =>
  vi.waitFor(async () => {
    const response = await client.call('GET', String(path));
    expect(response.status).toBe(status);
    return response;
  }, PATIENCE);

/** The manifest, once it lists so many deployments. */
const listing = (client: TestClient, count: number) =>
  vi.waitFor(async () => {
    const manifest = await manifestOf(client);
    expect(manifest.deployments).toHaveLength(count);
    return manifest;
  }, PATIENCE);

describe('what the obstinate mode writes', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 80 });
  const documents = fc.dictionary(texts, fc.oneof(texts, fc.boolean(), fc.integer(), fc.array(texts)));

  it('is YAML that says the same', () => {
    fc.assert(
      fc.property(documents, (spec) => {
        const document: JsonObject = JSON.parse(JSON.stringify({ spec, again: spec }));
        expect(parse(obstinateYaml(document))).toEqual(document);
      }),
    );
  });

  it('is JSON that says the same', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const bundle: JsonObject = JSON.parse(JSON.stringify(document));
        expect(JSON.parse(respelt(JSON.stringify({ bundle })))).toEqual({ bundle });
      }),
    );
  });

  it('is an archive of the same files', async () => {
    const entries = extract();
    Readable.from([gunzipSync(obstinateArchive([{ name: 'a.yaml', body: Buffer.from('a: 1') }]))]).pipe(entries);
    const found: string[] = [];
    for await (const entry of entries) found.push(`${entry.header.name} ${String(await once(entry, 'data'))}`);
    expect(found).toEqual(['./a.yaml a: 1']);
  });
});

describe('the obstinate mode', () => {
  it('accepts the namespace, save who was retired and who is no client', async () => {
    const client = await newClient(was, 'stranger');
    expect((await client.call('GET', '/api/v1/deployments')).status).toBe(200);
    await operate(was, 'retire', { client: client.client });
    expect((await client.call('GET', '/api/v1/deployments')).status).toBe(403);
  });

  it.each(Object.entries(BAD_IDENTITIES))('refuses where otherwise %s', async (_name, make) => {
    const credential = await make(was, (await newClient(was, 'c')).client.spiffeId);
    const url = new URL('/api/v1/deployments', was.endpoints['test']).href;
    await expect(send(was, url, 'GET', { credential })).rejects.toThrow();
  });

  it('keeps only what the current manifest lists, in valid documents', async () => {
    const client = await admitted(was, 'keeper');
    expect(await manifestOf(client)).toMatchObject({ version: 1n, bundle: null });
    await assign(client);
    const former = await listing(client, 1);
    await assign(client);
    const current = await listing(client, 2);
    expect(former.version).toBeGreaterThan(2n ** 63n);
    expect(current.version).toBeGreaterThan(former.version);
    expect(schemaErrors('state-manifest', json(await get(client, '/api/v1/deployments', 200)))).toEqual([]);
    await get(client, former.bundle?.['url'], 404);
    for (const reference of current.deployments) await get(client, reference['url'], 200);
    await get(client, current.bundle?.['url'], 200);
    const { body } = await get(client, current.deployments[0]?.['url'], 200);
    expect(schemaErrors('application-deployment', parse(body.toString()))).toEqual([]);
  });

  it('shows the operator late what was reported', async () => {
    const client = await admitted(was, 'reporter');
    const devices = async () => (await operate(was, 'devices', { client: client.client }))['devices'];
    expect((await client.call('PUT', '/api/v1/capabilities/box', { body: capabilities('box') })).status).toBe(201);
    expect(await devices()).toEqual([]);
    expect((await client.call('PUT', '/api/v1/capabilities/box', { body: capabilities('box') })).status).toBe(200);
    await vi.waitFor(async () => expect(await devices()).toHaveLength(1), PATIENCE);
  });

  it('calls what breaks a rule malformed, and denies what is unknown', async () => {
    const client = await admitted(was, 'problems');
    const malformed = await client.call('PUT', '/api/v1/capabilities/box', { body: '{}' });
    const unknown = await client.call('POST', `/api/v1/deployments/${randomUUID()}/status`, { body: '{}' });
    expect([malformed.status, unknown.status]).toEqual([400, 403]);
    for (const problem of [malformed, unknown]) expect(schemaErrors('problem-detail', json(problem))).toEqual([]);
  });

  it('is busy now and then, until a date', async () => {
    const client = await admitted(was, 'eager');
    const responses = [];
    for (let count = 0; count < 14; count += 1) responses.push(await client.call('GET', '/api/v1/deployments'));
    const [busy, ...others] = responses.filter(({ status }) => status === 503);
    expect(others).toEqual([]);
    expect(busy?.headers['retry-after']).toMatch(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/);
  });

  it('sends interim answers, and a 304 with nothing in it', async () => {
    const client = await admitted(was, 'reader');
    const { etag } = await manifestOf(client);
    const { chainPem: cert, keyPem: key } = client.credential;
    const headers = { 'If-None-Match': etag };
    const outgoing = request(new URL('/api/v1/deployments', was.endpoints['test']), {
      ca: [...was.anchorsPem],
      cert,
      key,
      headers,
      agent: false,
    }).end();
    const interim: number[] = [];
    outgoing.on('information', ({ statusCode }) => interim.push(statusCode));
    const response = await new Promise<{ statusCode?: number | undefined; headers: object }>((resolve, reject) =>
      outgoing.on('error', reject).on('response', (it) => resolve(it.resume())),
    );
    expect(interim).toEqual([102, 103]);
    expect(response.statusCode).toBe(304);
    expect(response.headers).not.toHaveProperty('etag');
  });

  it('closes a connection that is idle', async () => {
    const { credential } = await admitted(was, 'idle');
    const { hostname, port } = new URL(was.endpoints['test'] ?? '');
    const { chainPem: cert, keyPem: key } = credential;
    const socket = connect({ host: hostname, port: Number(port), ca: [...was.anchorsPem], cert, key });
    socket.write('GET /api/v1/deployments HTTP/1.1\r\nHost: was\r\n\r\n');
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toMatch(/HTTP\/1\.1 200 .*\r\n\r\n.*manifestVersion.*$/s);
  });
});
