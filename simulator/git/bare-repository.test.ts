import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBareRepository } from './bare-repository.ts';
import { readLog } from './commit-log.ts';
import { temporaryFolder } from './git-server.test-support.ts';
import { readFiles } from './head-files.ts';
import { git } from './run-git.ts';

const LIMITS = { maxFiles: 100, maxFileBytes: 10_000, maxTotalBytes: 100_000 };

describe('a bare repository', () => {
  it('holds the files that were committed last, and no others', async () => {
    const repository = await openBareRepository(await temporaryFolder());
    expect(await repository.head()).toBeUndefined();
    await repository.commit(new Map([['old.yaml', 'a: 1\n']]));
    const bytes = new Uint8Array([0, 255, 10, 128]);
    const { commit, changed } = await repository.commit(new Map([['folder/"new" ä.yaml', bytes]]));
    expect([changed, await repository.head()]).toEqual([true, commit]);
    expect(await readFiles(repository.folder, commit, LIMITS)).toEqual({
      files: [{ path: 'folder/"new" ä.yaml', bytes }],
    });
    expect(await git({ folder: repository.folder, args: ['for-each-ref', '--format=%(refname)'] })).toBe(
      'refs/heads/main\n',
    );
  });

  it('makes no commit where nothing has changed, unless asked to', async () => {
    const repository = await openBareRepository(await temporaryFolder());
    const files = new Map([['a.yaml', 'a: 1\n']]);
    const first = await repository.commit(files);
    expect(await repository.commit(files)).toEqual({ commit: first.commit, changed: false });
    const second = await repository.commit(files, { evenIfUnchanged: true });
    const log = await readLog(repository.folder, second.commit, 10);
    expect(log.map(({ id, tree }) => [id, tree])).toEqual([
      [second.commit, log[1]?.tree],
      [first.commit, log[0]?.tree],
    ]);
  });

  it('gives the same commit for the same content, message and date', async () => {
    const made = async () => {
      const repository = await openBareRepository(await temporaryFolder(), 'trunk');
      const options = { date: new Date(1_700_000_000_000), message: 'Start' };
      return (await repository.commit(new Map([['a', '1']]), options)).commit;
    };
    expect(await made()).toBe(await made());
  });

  it('replaces the history, merges, and deletes branches', async () => {
    const repository = await openBareRepository(await temporaryFolder());
    const first = await repository.commit(new Map([['a', '1']]));
    const side = await repository.commit(new Map([['b', '2']]), { branch: 'side', parents: [first.commit] });
    const merge = await repository.commit(new Map([['c', '3']]), { parents: [first.commit, side.commit] });
    expect((await readLog(repository.folder, merge.commit, 1))[0]?.parents).toEqual([first.commit, side.commit]);
    const fresh = await repository.commit(new Map([['d', '4']]), { parents: [] });
    expect((await readLog(repository.folder, fresh.commit, 9)).map(({ parents }) => parents)).toEqual([[]]);
    await repository.deleteBranch();
    expect([await repository.head(), await repository.head('side')]).toEqual([undefined, side.commit]);
  });

  it('keeps what was asked for at once in turn', async () => {
    const repository = await openBareRepository(await temporaryFolder());
    const contents = ['1', '2', '3', '4'];
    await Promise.all(contents.map((content) => repository.commit(new Map([['a', content]]))));
    expect(await readLog(repository.folder, (await repository.head()) ?? '', 9)).toHaveLength(contents.length);
  });

  it('gives back any bytes under any path', async () => {
    const repository = await openBareRepository(await temporaryFolder());
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((text) => !/[\n\0/]|^\.|git/i.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 4 }),
        fc.uint8Array({ maxLength: 300 }),
        async (names, bytes) => {
          const files = new Map(names.map((path) => [path, bytes]));
          const { commit } = await repository.commit(files);
          const read = await readFiles(repository.folder, commit, LIMITS);
          const found = 'files' in read ? read.files : [];
          expect(new Map(found.map((file) => [file.path, file.bytes]))).toEqual(files);
        },
      ),
      { numRuns: 15 },
    );
  });
});
