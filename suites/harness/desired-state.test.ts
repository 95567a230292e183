import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { gitServer } from '../../simulator/git/git-server.test-support.ts';
import { checkout } from './desired-state.ts';
import { NotEvaluated } from './verdict.ts';

/** Where folders of this test are made; gone afterwards. */
async function ownTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'checkouts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

it('reads a repository, and leaves nothing behind', async () => {
  const { repository, url, anchors } = await gitServer();
  await repository.commit(new Map([['a.yaml', 'a: 1\n']]));
  const folder = await ownTemporaryFolder();
  const copy = await checkout({ url, token: 'secret' }, anchors);
  expect(await copy.repository.sync()).toMatchObject({ kind: 'synced' });
  expect(copy.repository.files()).toHaveLength(1);
  await copy.close();
  expect(await readdir(folder)).toEqual([]);
});

it('ends a look that is under way, makes no further one, and leaves nothing behind', async () => {
  let asked = (): void => undefined;
  const underWay = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const { url, anchors } = await gitServer({
    instead: () => {
      asked();
      return true;
    },
  });
  const folder = await ownTemporaryFolder();
  const copy = await checkout({ url, token: 'secret' }, anchors);
  const look = copy.repository.sync();
  await underWay;
  await copy.close();
  expect(await look).toMatchObject({ kind: 'failed' });
  await expect(async () => copy.repository.sync()).rejects.toThrow(NotEvaluated);
  expect(await readdir(folder)).toEqual([]);
});

it('takes no secret to a place that is not https, and leaves nothing behind', async () => {
  const folder = await ownTemporaryFolder();
  const opening = checkout({ url: 'http://127.0.0.1/repository.git', token: 'secret' }, '');
  await expect(opening).rejects.toThrow(NotEvaluated);
  expect(await readdir(folder)).toEqual([]);
});
