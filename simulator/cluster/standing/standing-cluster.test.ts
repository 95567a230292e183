import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testFolder } from '../testing/api-server.testing.ts';
import { forgetStanding, readStanding, type StandingCluster, writeStanding } from './standing-cluster.ts';

const standing = (name: string): StandingCluster => ({
  access: { kind: 'debian', name, kubeconfig: '/k', version: 'v1', workloadImage: 'i' },
  takeDown: { kind: 'debian', ledger: '/l' },
});

it('is remembered until it is forgotten', async () => {
  const file = join(await testFolder(), 'new/cluster.json');
  expect(readStanding(file)).toBeUndefined();
  expect(writeStanding(standing('one'), file)).toBe(true);
  expect(readStanding(file)).toEqual(standing('one'));
  forgetStanding(file);
  expect(readStanding(file)).toBeUndefined();
});

it('is one only: the second that comes up does not take its place', async () => {
  const file = join(await testFolder(), 'cluster.json');
  expect([writeStanding(standing('one'), file), writeStanding(standing('two'), file)]).toEqual([true, false]);
  expect(readStanding(file)).toEqual(standing('one'));
});

it.each([
  ['half a note', '{"access":'],
  ['another document', '{"access":{}}'],
  ['a way down that is not known', JSON.stringify({ ...standing('one'), takeDown: { kind: 'rm -rf' } })],
])('%s is no note, and is told', async (_what, text) => {
  const file = join(await testFolder(), 'cluster.json');
  await writeFile(file, text);
  expect(() => readStanding(file)).toThrow(/^CLUSTER_STATE_UNUSABLE: .*remove the file if it is damaged/);
});

it('a folder that cannot be made is told', async () => {
  const file = join(await testFolder(), 'file');
  await writeFile(file, '');
  expect(() => writeStanding(standing('one'), join(file, 'cluster.json'))).toThrow(/^CLUSTER_STATE_UNUSABLE: /);
});
