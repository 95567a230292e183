import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningWas } from '../options.ts';
import { admitted, capabilities, json, operate, type TestClient } from '../testing/client.ts';
import { running } from '../testing/running.ts';

let was: RunningWas;
let client: TestClient;
const path = (deviceId: string): string => `/api/v1/capabilities/${deviceId}`;
const put = (deviceId: string, body: string | Buffer) => client.call('PUT', path(deviceId), { body });
const devices = async (of: TestClient): Promise<unknown> =>
  (await operate(was, 'devices', { client: of.client }))['devices'];

beforeAll(async () => {
  was = await running();
});

describe('capabilities', () => {
  it('are created with 201, replaced with 200 and deleted with 204', async () => {
    client = await admitted(was, 'upsert');
    expect((await put('box', capabilities('box'))).status).toBe(201);
    const labels = { site: 'a', rank: 1.5, flags: [] };
    expect((await put('box', capabilities('box', { labels, 'x-acme-extensions': { a: 1 } }))).status).toBe(200);
    expect(await devices(client)).toEqual([
      { deviceId: 'box', ...JSON.parse(capabilities('box', { labels, 'x-acme-extensions': { a: 1 } })) },
    ]);
    expect((await client.call('DELETE', path('box'))).status).toBe(204);
    const again = await client.call('DELETE', path('box'));
    expect([again.status, json(again)['type']]).toEqual([404, expect.stringMatching(/#device-not-found$/)]);
    expect((await put('box', capabilities('box'))).status).toBe(201);
  });

  it('of a child need those of the top-level gateway, with raw and with encoded slashes', async () => {
    client = await admitted(was, 'gateway');
    const early = await put('gw/rack/child', capabilities('gw/rack/child'));
    expect([early.status, json(early)['type']]).toEqual([404, expect.stringMatching(/#gateway-not-found$/)]);
    await put('gw', capabilities('gw'));
    expect((await put('gw/rack/child', capabilities('gw/rack/child'))).status).toBe(201);
    expect((await put('gw%2Frack%2Fchild', capabilities('gw/rack/child'))).status).toBe(200);
    expect((await client.call('DELETE', path('gw'))).status).toBe(204);
    expect(await devices(client)).toEqual([]);
  });

  it.each([
    ['a cut document', '{"properties":'],
    ['no body', ''],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['a document that is nested too deeply', '['.repeat(100_000)],
    ['a number without end', '{"properties":{"cpus":[{"cores":1e999}]}}'],
  ])('that are %s get 400', async (_name, body) => {
    client = await admitted(was, 'malformed');
    const response = await put('box', body);
    expect([response.status, json(response)['type']]).toEqual([400, expect.stringMatching(/#invalid-request$/)]);
  });

  it.each([
    ['lack a member', JSON.stringify({ properties: { id: 'box' } })],
    ['are a list', '[]'],
    ['have a root member that is no extension', capabilities('box', { role: 'gateway' })],
    ['are of another device', capabilities('other')],
  ])('that %s get 422 with errors', async (_name, body) => {
    client = await admitted(was, 'semantic');
    const response = await put('box', body);
    expect([response.status, json(response)['type']]).toEqual([422, expect.stringMatching(/#semantic-error$/)]);
    expect(json(response)['errors']).toContainEqual({ field: expect.any(String), message: expect.any(String) });
    expect(await devices(client)).toEqual([]);
  });

  it('with an unknown runtime are accepted', async () => {
    client = await admitted(was, 'custom');
    const body = JSON.parse(capabilities('box'));
    body.properties.supportedRuntimes = ['wasm'];
    expect((await put('box', JSON.stringify(body))).status).toBe(201);
  });

  it('of the same device from two clients are two records', async () => {
    const [one, two] = [await admitted(was, 'scope-1'), await admitted(was, 'scope-2')];
    await one.call('PUT', path('box'), { body: capabilities('box', { labels: { of: 'one' } }) });
    expect((await two.call('DELETE', path('box'))).status).toBe(404);
    expect((await two.call('PUT', path('box'), { body: capabilities('box') })).status).toBe(201);
    expect(await devices(one)).toMatchObject([{ labels: { of: 'one' } }]);
  });

  it('larger than the limit get 413', async () => {
    client = await admitted(was, 'large');
    const response = await put('box', ' '.repeat(1024 * 1024 + 1));
    expect([response.status, json(response)['type']]).toEqual([413, 'about:blank']);
  });
});

describe('requests that no resource takes', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/api/v1/deployments/', 404],
    ['POST', '/api/v1/deployments', 405],
    ['GET', '/api/v1/capabilities/box', 405],
  ])('%s %s gets %i as a problem document', async (method, target, status) => {
    client = await admitted(was, 'elsewhere');
    const response = await client.call(method, target);
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(json(response)).toMatchObject({ type: 'about:blank', status, retryable: false, backoffStrategy: 'none' });
    expect(response.headers.allow !== undefined).toBe(status === 405);
  });

  it('HEAD gets what GET has, without the body', async () => {
    client = await admitted(was, 'head');
    const [head, get] = [
      await client.call('HEAD', '/api/v1/deployments'),
      await client.call('GET', '/api/v1/deployments'),
    ];
    expect([head.status, head.headers.etag, head.body.length]).toEqual([200, get.headers.etag, 0]);
  });
});
