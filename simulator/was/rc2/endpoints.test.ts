import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunningWas } from '../options.ts';
import { writeTargetFile } from '../target-file.ts';
import { json } from '../testing/client.ts';
import { running, temporaryFolder } from '../testing/running.ts';
import { newcomer, type Rc2Client } from './testing/client.test-support.ts';

const RC2 = { revisions: ['1.0.0-rc.2'], endpoints: ['test', 'production'] } as const;

async function admitAt(was: RunningWas, endpoint: string, { client }: Rc2Client): Promise<void> {
  const response = await fetch(`${was.controlUrl}/endpoints/${endpoint}/admit`, {
    method: 'POST',
    body: JSON.stringify({ client }),
  });
  expect(response.status).toBe(200);
}

/** What a client that was taken in at one endpoint gets at the other: onboarding there, and its desired state. */
async function statusesAtTheOther(was: RunningWas): Promise<readonly number[]> {
  const client = await newcomer(was);
  await admitAt(was, 'test', client);
  expect((await client.onboard()).status).toBe(201);
  expect((await client.call('GET', '/deployments')).status).toBe(200);
  const { status } = await client.call('GET', '/deployments', { endpoint: 'production' });
  return [status, (await client.onboard({ endpoint: 'production' })).status];
}

describe('endpoints of 1.0.0-rc.2', () => {
  it('share their clients where nothing else is asked for', async () => {
    const was = await running(RC2);
    expect(was.endpointRecords).toBe('shared');
    expect(await statusesAtTheOther(was)).toEqual([200, 201]);
  });

  it('do not know the clients of each other where their records are separate', async () => {
    const was = await running({ ...RC2, endpointRecords: 'separate' });
    expect(await statusesAtTheOther(was)).toEqual([401, 403]);
  });

  it('give a client an id each, which stays after a restart', async () => {
    const was = await running({ ...RC2, endpointRecords: 'separate' });
    const client = await newcomer(was);
    await admitAt(was, 'test', client);
    await admitAt(was, 'production', client);
    const first = json(await client.onboard())['clientId'];
    const second = json(await client.onboard({ endpoint: 'production' }))['clientId'];
    expect(first).not.toBe(second);
    await fetch(`${was.controlUrl}/restart`, { method: 'POST' });
    expect(json(await client.onboard())['clientId']).toBe(first);
  });

  it.each([
    ['endpoints-share-admissions', [401, 201]],
    ['endpoints-share-client-ids', [200, 201]],
  ])('%s', async (defect, statuses) => {
    const was = await running({ ...RC2, defects: [defect] });
    expect(was.endpointRecords).toBe('separate');
    expect(await statusesAtTheOther(was)).toEqual(statuses);
  });

  it.each(['shared', 'separate'] as const)(
    'have a target file that says whether they are %s',
    async (endpointRecords) => {
      const was = await running({ ...RC2, endpointRecords });
      const file = join(await temporaryFolder(), 'target.yaml');
      await writeTargetFile(was, file, { revision: '1.0.0-rc.2' });
      const urls = was.interfaces['1.0.0-rc.2'];
      const own = (name: string, other: string) =>
        endpointRecords === 'shared'
          ? { url: urls?.[name], shared: [other] }
          : { url: urls?.[name], control: { http: `${was.controlUrl}/endpoints/${name}` } };
      const target = parse(await readFile(file, 'utf8'));
      expect(target).toMatchObject({
        revision: '1.0.0-rc.2',
        endpoint: 'test',
        endpoints: { test: own('test', 'production'), production: own('production', 'test') },
        control: { http: endpointRecords === 'shared' ? was.controlUrl : `${was.controlUrl}/endpoints/test` },
      });
      expect(Object.keys(target.identity)).toEqual(['issuer', 'anchors']);
    },
  );
});
