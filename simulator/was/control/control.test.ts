import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { createCsr } from '../../pki/svid.ts';
import { parseJson } from '../../protocol/json.ts';
import type { RunningWas } from '../options.ts';
import { admitted, control, manifestOf, newClient, operate, order, send } from '../testing/client.ts';
import { running } from '../testing/running.ts';

let was: RunningWas;
beforeAll(async () => {
  was = await running();
});

describe('the control contract', () => {
  it('says who it is and what it can do', async () => {
    const description = parseJson(await (await fetch(was.controlUrl)).text());
    expect(description).toMatchObject({
      name: 'reference WAS',
      supports: ['admit', 'retire', 'assign', 'update', 'withdraw', 'observe', 'devices', 'issue', 'restart'],
    });
  });

  it('assigns once for each key', async () => {
    const client = await admitted(was, 'keys');
    const body = { key: randomUUID(), client: client.client, deviceId: 'box', deployment: order() };
    const first = await operate(was, 'assign', body);
    expect(await operate(was, 'assign', { ...body, key: body.key.toUpperCase() })).toEqual(first);
    expect((await manifestOf(client)).deployments).toHaveLength(1);
    const other = (await newClient(was, 'other-keys')).client;
    expect((await control(was, 'assign', JSON.stringify({ ...body, client: other }))).status).toBe(409);
  });

  it('repeats without complaint', async () => {
    const client = await admitted(was, 'again');
    const mine = { client: client.client };
    const assignment = { ...mine, key: randomUUID(), deviceId: 'box', deployment: order() };
    const { deploymentId } = await operate(was, 'assign', assignment);
    for (const verb of ['admit', 'admit', 'update', 'update', 'withdraw', 'withdraw', 'retire', 'retire']) {
      expect(await operate(was, verb, { ...mine, deploymentId, deployment: order('new') })).toEqual({});
    }
  });

  it('keeps clients apart', async () => {
    const [owner, other] = [await admitted(was, 'mine'), await admitted(was, 'yours')];
    const body = { key: randomUUID(), client: owner.client, deviceId: 'box', deployment: order() };
    const { deploymentId } = await operate(was, 'assign', body);
    for (const verb of ['update', 'withdraw', 'observe']) {
      const call = { client: other.client, deploymentId, deployment: order() };
      expect((await control(was, verb, JSON.stringify(call))).status, verb).toBe(404);
    }
    expect((await manifestOf(owner)).deployments).toHaveLength(1);
  });

  it('issues a certificate that the WAS recognises', async () => {
    const spiffeId = clientSpiffeId(was.trustDomain, was.wfmId, 'issued');
    const { csrPem, keyPem } = await createCsr(undefined, spiffeId);
    const { certificate } = await operate(was, 'issue', { csr: csrPem, spiffeId });
    const chainPem = String(certificate);
    const url = new URL('/api/v1/deployments', was.endpoints['test']).href;
    const credential = { keyPem, chainPem, certificatePem: chainPem, spiffeId };
    expect((await send(was, url, 'GET', { credential })).status).toBe(403);
  });

  it.each([
    ['unheard-of', '{}', 501],
    ['constructor', '{}', 501],
    ['admit', '{', 400],
    ['admit', '[]', 400],
    ['admit', '{"client":{"id":"x"}}', 400],
    ['issue', '{"csr":"none","spiffeId":"spiffe://factory.example/a"}', 400],
    ['assign', `{"key":"k","client":{"id":"x","spiffeId":"spiffe://factory.example/x"}}`, 400],
  ])('%s with %s gets %i and an error', async (verb, body, status) => {
    const response = await control(was, verb, body);
    expect([response.status, response.answer]).toEqual([status, { error: expect.any(String) }]);
  });

  it.each([
    ['an application id in capitals', { applicationId: 'Hello' }],
    ['no profile', { profile: null }],
    [
      'a repository elsewhere',
      {
        profile: {
          type: 'helm',
          components: [{ name: 'a', properties: { repository: 'https://x', revision: '1.0.0' } }],
        },
      },
    ],
  ])('refuses an order with %s', async (_name, change) => {
    const { client } = await admitted(was, 'orders');
    const body = { key: randomUUID(), client, deviceId: 'box', deployment: { ...order(), ...change } };
    expect((await control(was, 'assign', JSON.stringify(body))).status).toBe(400);
  });

  it('restarts the API, keeps its ports and answers others when it serves again', async () => {
    const client = await admitted(was, 'patient');
    const body = { key: randomUUID(), client: client.client, deviceId: 'box', deployment: order() };
    const [, assigned] = await Promise.all([operate(was, 'restart', {}), operate(was, 'assign', body)]);
    expect((await manifestOf(client)).deployments).toMatchObject([assigned]);
  });
});
