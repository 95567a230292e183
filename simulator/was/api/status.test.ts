import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunningWas } from '../options.ts';
import { admitted, control, operate, order, type TestClient } from '../testing/client.ts';
import { running } from '../testing/running.ts';

let was: RunningWas;
beforeAll(async () => {
  was = await running();
});

async function assigned({ client }: TestClient): Promise<string> {
  const body = { key: randomUUID(), client, deviceId: 'box', deployment: order() };
  return String((await operate(was, 'assign', body))['deploymentId']);
}

const report = (deploymentId: string, state: string, version = '1'): string =>
  `{"deploymentId":"${deploymentId}","adoptedManifestVersion":${version},"status":{"state":"${state}"},
    "components":[{"name":"first","state":"failed","error":{"code":"7","source":"first","message":"m"}}]}`;

const post = (client: TestClient, id: string, body: string) =>
  client.call('POST', `/api/v1/deployments/${id}/status`, { body });

describe('status', () => {
  it('is created with 201, replaced with 200 and observed as it was reported', async () => {
    const client = await admitted(was, 'reporter');
    const id = await assigned(client);
    const observe = { client: client.client, deploymentId: id };
    expect((await control(was, 'observe', JSON.stringify(observe))).status).toBe(404);
    expect((await post(client, id, report(id, 'pending'))).status).toBe(201);
    expect((await post(client, id, report(id, 'failed', '18446744073709551615'))).status).toBe(200);
    expect(await operate(was, 'observe', observe)).toEqual({
      state: 'failed',
      components: [{ name: 'first', state: 'failed', error: { code: '7', source: 'first', message: 'm' } }],
      adoptedManifestVersion: 18446744073709551615n,
    });
  });

  it('is taken after a withdrawal', async () => {
    const client = await admitted(was, 'remover');
    const id = await assigned(client);
    await operate(was, 'withdraw', { client: client.client, deploymentId: id });
    expect((await post(client, id, report(id, 'removed'))).status).toBe(201);
    expect(await operate(was, 'observe', { client: client.client, deploymentId: id })).toMatchObject({
      state: 'removed',
    });
  });

  it('of a foreign or unknown deployment gets 404 and changes nothing', async () => {
    const [owner, other] = [await admitted(was, 'status-owner'), await admitted(was, 'status-other')];
    const id = await assigned(owner);
    await post(owner, id, report(id, 'installing'));
    expect((await post(other, id, report(id, 'failed'))).status).toBe(404);
    expect((await post(other, randomUUID(), report(id, 'failed'))).status).toBe(404);
    const observe = { client: owner.client, deploymentId: id };
    expect(await operate(was, 'observe', observe)).toMatchObject({ state: 'installing' });
  });

  it.each([
    ['{', 400],
    ['{}', 422],
    ['"text"', 422],
  ])('%s gets %i', async (body, status) => {
    const client = await admitted(was, 'bad-reporter');
    expect((await post(client, await assigned(client), body)).status).toBe(status);
  });

  it.each([
    ['unknown', '1'],
    ['pending', '0'],
    ['pending', '1.5'],
    ['pending', '18446744073709551616'],
  ])('%s with version %s gets 422', async (state, version) => {
    const client = await admitted(was, 'semantic-reporter');
    const id = await assigned(client);
    expect((await post(client, id, report(id, state, version))).status).toBe(422);
  });
});
