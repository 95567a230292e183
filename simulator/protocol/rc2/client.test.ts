import { describe, expect, it } from 'vitest';
import { clientCredential, scriptedServer } from '../testing/scripted-server.test-support.ts';
import { RC2_BASES, type Rc2Dialect } from './dialects.ts';
import { rc2Paths } from './paths.ts';
import { rc2 } from './revision.ts';

const BODY = new TextEncoder().encode('{"properties":{}}');
const enrolment = { kind: 'client-id', clientId: 'c' } as const;

describe('a report of capabilities', () => {
  it('creates what the WFM does not know and updates what it does', async () => {
    let status = 500;
    await using server = await scriptedServer(() => ({ status }));
    const options = { ...server.options(await clientCredential()), enrolment, reportedDevices: ['known'] };
    const client = rc2().connect(options);
    await client.reportCapabilities('known', BODY);
    await client.reportCapabilities('new', BODY);
    status = 201;
    await client.reportCapabilities('new', BODY);
    await client.reportCapabilities('new', BODY);
    await client.removeDevice('new');
    await client.reportCapabilities('new', BODY);
    await client.close();
    expect(server.received.map(({ method }) => method)).toEqual(['PUT', 'POST', 'POST', 'PUT', 'DELETE', 'POST']);
  });

  it('belongs to the client where a dialect has no devices in paths', async () => {
    await using server = await scriptedServer(() => ({ status: 201 }));
    const client = rc2(RC2_BASES.O1).connect({ ...server.options(await clientCredential()), enrolment });
    await client.reportCapabilities('one', BODY);
    await client.reportCapabilities('two', BODY);
    await expect(client.removeDevice('one')).rejects.toThrow(/^NOT_IN_REVISION: /);
    await client.close();
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /margo/api/v1/clients/c/capabilities',
      'PUT /margo/api/v1/clients/c/capabilities',
    ]);
  });
});

it('has nowhere to go before it is enrolled, save where it is told', async () => {
  await using server = await scriptedServer();
  const client = rc2().connect(server.options(await clientCredential()));
  const refused = [
    client.reportCapabilities('d', BODY),
    client.removeDevice('d'),
    client.readDesiredState(),
    client.fetchDeployment('d', 'sha256:0'),
    client.fetchBundle('sha256:0'),
    client.reportStatus('d', BODY),
  ];
  for (const call of refused) await expect(call).rejects.toThrow(/^NOT_ENROLLED: /);
  expect(() => client.paths.deployments).toThrow(TypeError);
  expect(server.received).toEqual([]);
  await client.send({ method: 'GET', path: '/somewhere' });
  await client.close();
  expect(server.received).toMatchObject([{ path: '/margo/somewhere' }]);
});

it('does not follow a reference to another origin', async () => {
  await using server = await scriptedServer();
  const client = rc2().connect({ ...server.options(await clientCredential()), enrolment });
  await expect(client.fetchReference('https://elsewhere.example/x')).rejects.toThrow(/^FOREIGN_ORIGIN: /);
  await client.close();
});

it.each<[keyof typeof RC2_BASES, string]>([
  ['O0', '/api/v1/clients/c/deployment/d/status'],
  ['O1', '/api/v1/clients/c/deployments/d/status'],
  ['O2a', '/api/v1/clients/c/deployments/d/status'],
  ['O2b', '/api/v1/clients/c/deployments/d/status'],
])('reports a status in %s to %s', (base, path) => {
  expect(rc2Paths('c', RC2_BASES[base]).status('d')).toBe(path);
});

it('keeps an id from reaching beyond its segment', () => {
  const dialect: Rc2Dialect = RC2_BASES.O2b;
  const paths = rc2Paths('a/../b', dialect);
  expect(paths.status('x/y?z')).toBe('/api/v1/clients/a%2F..%2Fb/deployments/x%2Fy%3Fz/status');
  expect(paths.capabilities('gw/ch ild')).toBe('/api/v1/clients/a%2F..%2Fb/capabilities/gw/ch%20ild');
});
