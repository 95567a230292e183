import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { readResults } from '../../reports/results-file.ts';
import { leftBehind, start, waspect, workFolder } from './command.test-support.ts';

it('a property that a defect breaks fails again when it is replayed, with its counterexample', async () => {
  const folder = workFolder();
  const { child, ended } = start(folder, ['was', '--defect', 'array-labels-refused', '--data', 'was']);
  if (!child.stdout) throw new Error('the WAS says nothing');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('target file: ')) break;
  const common = [
    'conform',
    '--target',
    'was/target.yaml',
    '--effort',
    'quick',
    '--seed',
    '11',
    '--only',
    'capabilities/**',
  ];
  const first = await waspect(folder, [...common, '--out', 'first']);
  expect(first.status).toBe(1);
  const results = await readResults(join(folder, 'first/results.json'));
  const broken = results.checks.find(({ counterexample }) => counterexample !== null);
  expect(broken).toMatchObject({ verdict: 'fail', counterexample: { reproduced: true } });
  const again = await waspect(folder, ['replay', 'first', '--check', broken?.id ?? '', '--out', 'again']);
  expect(again.status).toBe(1);
  const replayed = await readResults(join(folder, 'again/results.json'));
  const same = replayed.checks.find(({ id }) => id === broken?.id);
  expect(same?.counterexample?.value).toEqual(broken?.counterexample?.value);
  const twice = await waspect(folder, [...common, '--out', 'second', '--bail']);
  expect(twice.status).toBe(1);
  const diff = await waspect(folder, ['diff', 'first', 'second', '--json']);
  expect(JSON.parse(diff.stdout)).toBeTypeOf('object');
  child.kill('SIGTERM');
  expect((await ended).status).toBe(0);
  expect(leftBehind(folder)).toEqual([]);
}, 180_000);

it('a check that the results do not have is told with the nearest one', async () => {
  const folder = workFolder();
  const id = 'desired-state/manifest-etag-is-body-digest';
  await waspect(folder, ['conform', '--effort', 'quick', '--only', id, '--out', 'out']);
  const { status, stderr } = await waspect(folder, [
    'replay',
    'out',
    '--check',
    'desired-state/manifest-etag-is-body-digset',
  ]);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^CHECK_UNKNOWN: .*did you mean desired-state\/manifest-etag/),
  ]);
}, 120_000);
