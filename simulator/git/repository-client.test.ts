import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRoot } from '../pki/authority.ts';
import { type GitServer, gitServer, temporaryFolder } from './git-server.test-support.ts';
import { type RepositoryClient, type RepositoryClientOptions, repositoryClient } from './repository-client.ts';
import { git, tryGit } from './run-git.ts';

const client = async (server: GitServer, changes: Partial<RepositoryClientOptions> = {}): Promise<RepositoryClient> =>
  repositoryClient({
    url: server.url,
    token: () => 'secret',
    anchors: server.anchors,
    folder: await temporaryFolder(),
    ...changes,
  });

const texts = (of: RepositoryClient): Record<string, string> =>
  Object.fromEntries(of.files().map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));

describe('following a repository', () => {
  it('reads what is desired, sees each change once, and knows the history', async () => {
    const server = await gitServer({ defaultBranch: 'trunk' });
    const { repository } = server;
    const first = await repository.commit(new Map([['a.yaml', 'a: 1\n']]));
    const device = await client(server);
    const firstSync = { kind: 'synced', head: first.commit, branch: 'trunk', changed: true, rewritten: false };
    expect(await device.sync()).toEqual({ ...firstSync, previous: undefined });
    expect(texts(device)).toEqual({ 'a.yaml': 'a: 1\n' });
    expect(await device.sync()).toEqual({ ...firstSync, previous: first.commit, changed: false });
    const second = await repository.commit(new Map([['b/c.yaml', 'b: 2\n']]));
    expect(await device.sync()).toMatchObject({ head: second.commit, previous: first.commit, rewritten: false });
    expect(texts(device)).toEqual({ 'b/c.yaml': 'b: 2\n' });
    expect((await device.log(5)).map(({ id }) => id)).toEqual([second.commit, first.commit]);
    expect(await device.isAncestor(first.commit, second.commit)).toBe(true);
    expect(await device.isAncestor(second.commit, first.commit)).toBe(false);
  });

  it('sees a replaced history, also behind a shallow first look', async () => {
    const server = await gitServer();
    for (const content of ['1', '2', '3']) await server.repository.commit(new Map([['a', content]]));
    const device = await client(server, { limits: { depth: 1 } });
    await device.sync();
    expect(await device.log(9)).toHaveLength(1);
    for (const content of ['4', '5']) await server.repository.commit(new Map([['a', content]]));
    expect(await device.sync()).toMatchObject({ changed: true, rewritten: false });
    expect(await device.log(9)).toHaveLength(3);
    await server.repository.commit(new Map([['a', '6']]), { parents: [] });
    expect(await device.sync()).toMatchObject({ changed: true, rewritten: true });
    expect(texts(device)).toEqual({ a: '6' });
  });

  it('goes on where an earlier process has left off', async () => {
    const server = await gitServer();
    const { commit } = await server.repository.commit(new Map([['a', '1']]));
    const folder = await temporaryFolder();
    await (await client(server, { folder })).sync();
    const again = await client(server, { folder });
    expect([again.head(), texts(again)]).toEqual([commit, { a: '1' }]);
    expect(await again.sync()).toMatchObject({ changed: false });
  });

  it('tells a repository without a branch from one that has lost its branch', async () => {
    const server = await gitServer();
    const device = await client(server);
    expect(await device.sync()).toEqual({ kind: 'empty' });
    await server.repository.commit(new Map([['a', '1']]));
    await device.sync();
    await server.repository.deleteBranch();
    expect(await device.sync()).toMatchObject({ kind: 'failed', code: 'BRANCH_GONE' });
    expect(texts(device)).toEqual({ a: '1' });
  });

  it('takes a head without files for what it is', async () => {
    const server = await gitServer();
    await server.repository.commit(new Map());
    const device = await client(server);
    expect(await device.sync()).toMatchObject({ kind: 'synced' });
    expect(device.files()).toEqual([]);
  });

  it('leaves out symbolic links and submodules', async () => {
    const server = await gitServer();
    const { folder } = server.repository;
    const blob = (await git({ folder, args: ['hash-object', '-w', '--stdin'], input: '/etc/passwd' })).trim();
    const { commit } = await server.repository.commit(new Map([['a', '1']]));
    const tree = `120000 blob ${blob}\tlink\n160000 commit ${commit}\tmodule\n100755 blob ${blob}\tfile\n`;
    const made = (await git({ folder, args: ['mktree', '--missing'], input: tree })).trim();
    const person = ['-c', 'user.name=w', '-c', 'user.email=w@localhost'];
    const next = (await git({ folder, args: [...person, 'commit-tree', '-m', 'links', made] })).trim();
    await git({ folder, args: ['update-ref', 'refs/heads/main', next] });
    const device = await client(server);
    await device.sync();
    expect(texts(device)).toEqual({ file: '/etc/passwd' });
  });
});

describe('a remote that cannot be followed', () => {
  it.each([
    ['refuses the token', 401, 'REFUSED'],
    ['refuses the client', 403, 'REFUSED'],
    ['does not know the repository', 404, 'REPOSITORY_NOT_FOUND'],
    ['answers something else', 200, 'MALFORMED'],
    ['is broken', 500, 'MALFORMED'],
  ])('%s', async (_what, status, code) => {
    const server = await gitServer({
      instead: (_path, response) => {
        response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>');
        return true;
      },
    });
    expect(await (await client(server)).sync()).toMatchObject({ kind: 'failed', code });
  });

  it('sends elsewhere: nobody but the remote gets the token', async () => {
    const other = await gitServer();
    const server = await gitServer({
      instead: (path, response) => {
        response.writeHead(307, { Location: `${other.url}${path.replace('/repository.git', '')}` }).end();
        return true;
      },
    });
    expect(await (await client(server)).sync()).toMatchObject({ code: 'REDIRECTED' });
    expect(other.presented).toEqual([]);
  });

  it('is not there, is not who it should be, or says nothing', async () => {
    const server = await gitServer();
    const nobody = await client(server, { url: 'https://127.0.0.1:1/r.git' });
    expect(await nobody.sync()).toMatchObject({ code: 'UNREACHABLE' });
    const foreign = await client(server, { anchors: (await createRoot({ name: 'other' })).certificatePem });
    expect(await foreign.sync()).toMatchObject({ code: 'TLS_FAILED' });
    expect(server.presented).toEqual([]);
    const silent = await gitServer({ instead: () => true });
    expect(await (await client(silent, { limits: { timeoutMs: 500 } })).sync()).toMatchObject({ code: 'TIMED_OUT' });
    const ended = await client(silent);
    expect(await ended.sync(AbortSignal.timeout(200))).toMatchObject({ code: 'ABORTED' });
  });

  it.each([
    ['one file', { maxFileBytes: 1000 }],
    ['all files', { maxTotalBytes: 1000 }],
    ['many files', { maxFiles: 1 }],
    ['the repository', { maxRepositoryBytes: 20_000 }],
  ])('is too large: %s', async (_what, limits) => {
    const server = await gitServer();
    await server.repository.commit(new Map([['a', '1']]));
    const device = await client(server, { limits });
    await device.sync();
    const random = crypto.getRandomValues(new Uint8Array(40_000));
    await server.repository.commit(
      new Map(
        [
          ['a', '2'],
          ['b', random],
        ].map(([path = '', content = '']) => [String(path), content]),
      ),
    );
    expect(await device.sync()).toMatchObject({ kind: 'failed', code: 'TOO_LARGE' });
    expect(texts(device)).toEqual({ a: '1' });
    await server.repository.commit(new Map([['a', '3']]), { parents: [] });
    expect(await device.sync()).toMatchObject({ kind: 'synced' });
    expect(texts(device)).toEqual({ a: '3' });
  });

  it('is refused where the token would go unencrypted or stand in the URL', async () => {
    const server = await gitServer();
    for (const url of ['http://127.0.0.1/r.git', 'https://a:b@127.0.0.1/r.git', 'file:///tmp/r.git'])
      await expect(client(server, { url })).rejects.toThrow(TypeError);
  });
});

describe('the token', () => {
  it('is asked for anew each time, and stays out of the repository', async () => {
    let valid = 'first';
    const server = await gitServer({ token: () => valid });
    await server.repository.commit(new Map([['a', '1']]));
    let mine = 'first';
    const folder = await temporaryFolder();
    const device = await client(server, { token: () => mine, folder });
    expect(await device.sync()).toMatchObject({ kind: 'synced' });
    valid = 'second';
    expect(await device.sync()).toMatchObject({ code: 'REFUSED' });
    mine = 'second';
    expect(await device.sync()).toMatchObject({ kind: 'synced' });
    expect(await readFile(join(folder, 'repository.git', 'config'), 'utf8')).not.toContain('second');
  });
});

describe('the server side', () => {
  it.each([true, false])('lets nobody push unless it is writable: %s', async (writable) => {
    const server = await gitServer({ writable });
    await server.repository.commit(new Map([['a', '1']]));
    const folder = await temporaryFolder();
    const device = await client(server, { folder });
    await device.sync();
    const basic = Buffer.from('device:secret').toString('base64');
    const pushed = await tryGit({
      folder: join(folder, 'repository.git'),
      args: ['push', '--quiet', server.url, 'refs/waspect/head:refs/heads/other'],
      settings: [
        ['http.sslCAInfo', join(folder, 'anchors.pem')],
        ['http.extraHeader', `Authorization: Basic ${basic}`],
      ],
    });
    expect(pushed).toMatchObject({ kind: 'exited', code: writable ? 0 : 128 });
    expect((await server.repository.head('other')) !== undefined).toBe(writable);
  });

  it('ends what it has begun when the time is up', async () => {
    const server = await gitServer({ limits: { timeoutMs: 0 } });
    await server.repository.commit(new Map([['a', '1']]));
    expect(await (await client(server)).sync()).toMatchObject({ kind: 'failed' });
    expect(server.served).toEqual(['failed']);
  });

  it('says that it failed where the repository is gone', async () => {
    const server = await gitServer();
    await rm(server.repository.folder, { recursive: true });
    expect(await (await client(server)).sync()).toMatchObject({ kind: 'failed', code: 'REPOSITORY_NOT_FOUND' });
  });
});
