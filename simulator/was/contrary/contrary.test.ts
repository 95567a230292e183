import { createHash, randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import type { RunningWas } from '../options.ts';
import { BAD_IDENTITIES } from '../testing/bad-identities.ts';
import { admitted, capabilities, json, manifestOf, operate, order, send, type TestClient } from '../testing/client.ts';
import { running } from '../testing/running.ts';
import { contraryArchive } from './tar.ts';
import { contraryYaml } from './yaml.ts';

let was: RunningWas;
beforeAll(async () => {
  was = await running({ mode: 'contrary' });
});

const digest = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function unpack(bundle: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = extract();
  Readable.from([gunzipSync(bundle)]).pipe(entries);
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    files.set(entry.header.name, Buffer.concat(chunks).toString());
  }
  return files;
}

async function assign({ client }: TestClient): Promise<string> {
  const body = { key: randomUUID(), client, deviceId: 'box', deployment: order() };
  return String((await operate(was, 'assign', body))['deploymentId']);
}

const names = fc.stringMatching(/^[A-Za-z ü:#'"%-]{1,12}$/);
const leaves = fc.oneof(
  names,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(null),
);

describe('the contrary mode', () => {
  it('writes YAML that says the same in any style', () => {
    const nested = fc.dictionary(names, fc.oneof(leaves, fc.array(leaves), fc.dictionary(names, leaves)));
    fc.assert(
      fc.property(fc.uuid(), nested, (id, spec) => {
        const document: JsonObject = JSON.parse(JSON.stringify({ id, metadata: { name: 'no' }, spec }));
        expect(parse(contraryYaml(document))).toEqual(document);
      }),
    );
  });

  it('packs archives that hold the same files under other names', async () => {
    const bodies = fc.uniqueArray(fc.string({ maxLength: 2_000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bodies, async (texts) => {
        const files = texts.map((text, index) => ({ name: `${index}.yaml`, body: Buffer.from(text) }));
        const found = await unpack(contraryArchive(files));
        expect(Array.from(found.values())).toEqual(files.map(({ body }) => body.toString()).toReversed());
        expect(Array.from(found.keys()).every((name) => /^[^/]+$/.test(name))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('shows an assignment late, in a manifest that keeps each rule', async () => {
    const client = await admitted(was, 'contrary');
    expect(await manifestOf(client)).toMatchObject({ version: 1n, bundle: null });
    const ids = [await assign(client), await assign(client)];
    expect((await manifestOf(client)).deployments).toEqual([]);
    await vi.waitFor(async () => expect((await manifestOf(client)).deployments).toHaveLength(2), {
      timeout: 4_000,
      interval: 200,
    });
    const response = await client.call('GET', '/api/v1/deployments');
    expect(schemaErrors('state-manifest', json(response))).toEqual([]);
    expect(response.headers.etag).toBe(`"${digest(response.body)}"`);
    const { version, bundle, deployments } = await manifestOf(client);
    expect(version).toBeGreaterThan(2n ** 53n);
    expect(deployments.map(({ deploymentId }) => deploymentId)).toEqual(ids.toReversed());
    const archive = await client.call('GET', String(bundle?.['url']));
    expect(digest(archive.body)).toBe(bundle?.['digest']);
    const files = Array.from((await unpack(archive.body)).values());
    for (const { url, digest: stated } of deployments) {
      expect(String(url)).toMatch(/^https:/);
      const { body } = await client.call('GET', String(url));
      expect(digest(body)).toBe(stated);
      expect(files).toContain(body.toString());
      expect(schemaErrors('application-deployment', parse(body.toString()))).toEqual([]);
    }
  });

  it('limits the rate, and says when to come again', async () => {
    const client = await admitted(was, 'eager');
    const agent = new Agent({ keepAlive: true, maxSockets: 10 });
    const responses = await Promise.all(
      Array.from({ length: 200 }, () => client.call('GET', '/api/v1/deployments', { agent })),
    );
    agent.destroy();
    const limited = responses.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    for (const response of limited) {
      expect(response.headers['retry-after']).toBe('1');
      expect(json(response)).toMatchObject({ type: 'about:blank', retryable: true, backoffStrategy: 'exponential' });
    }
  });

  it.each(Object.entries(BAD_IDENTITIES))('refuses where otherwise %s', async (_name, make) => {
    const { client } = await admitted(was, 'c');
    const credential = await make(was, client.spiffeId);
    const url = new URL('/api/v1/deployments', was.endpoints['test']).href;
    const status = await send(was, url, 'GET', { credential }).then(
      (response) => response.status,
      () => 'refused',
    );
    expect([403, 429, 'refused']).toContain(status);
  });

  it('denies a deviceId by local policy', async () => {
    const client = await admitted(was, 'policy');
    const denied = await client.call('PUT', '/api/v1/capabilities/box~', { body: capabilities('box~') });
    expect([denied.status, json(denied)['type']]).toEqual([403, expect.stringMatching(/#not-authorized$/)]);
    const taken = await client.call('PUT', '/api/v1/capabilities/box-1', { body: capabilities('box-1') });
    expect(taken.status).toBe(201);
  });

  it('answers problems that are valid, and forgets unknown extensions', async () => {
    const client = await admitted(was, 'problems');
    const problem = await client.call('PUT', '/api/v1/capabilities/box', { body: '{}' });
    expect(problem.status).toBe(422);
    const unknown = await client.call('POST', `/api/v1/deployments/${randomUUID()}/status`, { body: '{}' });
    expect(unknown.status).toBe(422);
    for (const answer of [problem, unknown]) expect(schemaErrors('problem-detail', json(answer))).toEqual([]);
    const body = capabilities('box', { labels: { a: 1 }, 'x-acme-extensions': {} });
    expect((await client.call('PUT', '/api/v1/capabilities/box', { body })).status).toBe(201);
    const { devices } = await operate(was, 'devices', { client: client.client });
    const device = Array.isArray(devices) && isJsonObject(devices[0]) ? devices[0] : {};
    expect(Object.keys(device).toSorted()).toEqual(['deviceId', 'labels', 'properties']);
  });
});
