import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeTargetFile } from '../../simulator/was/target-file.ts';
import { referenceWas } from '../../suites/harness/testing/reference-was.test-support.ts';
import { hook, setUp } from '../../suites/harness/testing/set-up.test-support.ts';
import { waspect, workFolder } from './command.test-support.ts';

it('the doctor says which revision and dialect are spoken, in words and as JSON', async () => {
  const { was, folder } = await referenceWas({ revisions: ['1.0.0-rc.2'] });
  const file = join(folder, 'rc2.yaml');
  await writeTargetFile(was, file, { revision: '1.0.0-rc.2' });
  const work = workFolder();
  const [words, json] = await Promise.all([
    waspect(work, ['doctor', '--target', file]),
    waspect(work, ['doctor', '--target', file, '--json']),
  ]);
  expect([words.status, words.stderr]).toEqual([0, '']);
  expect(words.stdout).toMatch(/ speaks 1\.0\.0-rc\.2, dialect O2b\.\nThe set-up is right: Reference WAS; /);
  expect(JSON.parse(json.stdout)).toMatchObject({
    healthy: true,
    revision: '1.0.0-rc.2',
    dialect: { base: 'O2b' },
    findings: [{ code: 'PORT_NOT_443' }],
  });
}, 60_000);

it('the doctor examines by another revision where it is told to', async () => {
  const { was } = await referenceWas({ revisions: ['1.0.0-rc.2'] });
  const { target } = await setUp();
  const identity = { issuer: { certificate: 'pki/issuer.pem', key: 'pki/issuer.key' } };
  const url = was.interfaces['1.0.0-rc.2']?.['test'] ?? '';
  const file = target(url, await hook(), { revision: '1.0.0-rc.2', identity });
  const { status, stdout } = await waspect(workFolder(), [
    'doctor',
    '--target',
    file,
    '--revision',
    'pre-draft-2024',
    '--json',
  ]);
  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ healthy: false, revision: '1.0.0-rc.2', dialect: null });
  expect(stdout).toMatch(/"WRONG_REVISION"[^}]*says revision pre-draft-2024/);
}, 60_000);
