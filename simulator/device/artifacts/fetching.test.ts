import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { publish } from '../../packages/publish.ts';
import { startRegistry } from '../../registry/start-registry.ts';
import {
  accessOf,
  application,
  chart,
  named,
  policyFor,
  sourceOf,
  take,
  temporaryFolder,
} from './testing/stage.test-support.ts';

const signal = new AbortController().signal;

describe('fetching an artifact', () => {
  it('gives a chart as it was published, and asks for its content once', async () => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const packed = await chart({ version: '1.0.0+build.7' });
    const published = await publish(accessOf(registry), 'charts/good', packed);
    await using source = sourceOf(policyFor([registry]), folder.path);
    const result = await source.fetch(named(published), signal);
    if (result.kind !== 'verified') throw new Error(result.failure.message);
    expect(result.artifact.digest).toBe(published.digest);
    expect(await readFile(result.artifact.file)).toEqual(Buffer.from(packed.archive));
    expect(result.artifact.file).toMatch(/\/good-1\.0\.0\+build\.7\.tgz$/);

    const downloads = (): number =>
      registry.requests().filter(({ method, target }) => method === 'GET' && target.includes('/blobs/')).length;
    expect(downloads()).toBe(1);
    expect(await take(source, named(published))).toBe('verified');
    expect(downloads()).toBe(1);
    await writeFile(result.artifact.file, 'damaged');
    expect(await take(source, named(published))).toBe('verified');
    expect(await readFile(result.artifact.file)).toEqual(Buffer.from(packed.archive));
  });

  it('gives the archive of a Compose application', async () => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const packed = await application();
    const published = await publish(accessOf(registry), 'compose/good', packed);
    await using source = sourceOf(policyFor([registry]), folder.path);
    const result = await source.fetch(named(published, 'compose'), signal);
    expect(result.kind === 'verified' && (await readFile(result.artifact.file))).toEqual(Buffer.from(packed.archive));
  });

  it.each(['basic', 'bearer'] as const)('shows its credentials to a registry that wants them: %s', async (mode) => {
    await using folder = await temporaryFolder();
    const account = { username: 'robot', password: 'secret' };
    await using registry = await startRegistry({
      authorization: { mode, accounts: [{ name: 'robot', password: 'secret' }] },
    });
    const published = await publish({ ...accessOf(registry), credentials: account }, 'charts/good', await chart());
    const hosts = (password: string) => ({
      [registry.host]: { ca: registry.caPem, credentials: { username: 'robot', password } },
    });
    await using source = sourceOf(policyFor([registry], { hosts: hosts('secret') }), folder.path);
    expect(await take(source, named(published))).toBe('verified');
    await using wrong = sourceOf(policyFor([registry], { hosts: hosts('wrong') }), folder.path);
    expect(await take(wrong, named(published))).toBe('REGISTRY_UNAUTHORIZED');
    await using unknown = sourceOf(policyFor([], { internal: [registry.host] }), folder.path);
    expect(await take(unknown, named(published))).toBe('REGISTRY_CA_UNKNOWN');
  });

  it('rejects where it is aborted, with the reason for that', async () => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry({ defects: ['never-answers'] });
    await using source = sourceOf(policyFor([registry]), folder.path);
    const abort = new AbortController();
    const fetching = source.fetch(
      named({ repository: `oci://${registry.host}/charts/good`, revision: '1.0.0' }),
      abort.signal,
    );
    abort.abort(new Error('enough'));
    await expect(fetching).rejects.toThrow('enough');
  });

  it('survives an outage, and comes back after it', async () => {
    await using folder = await temporaryFolder();
    await using registry = await startRegistry();
    const published = await publish(accessOf(registry), 'charts/good', await chart());
    await using source = sourceOf(policyFor([registry]), folder.path, { limits: { attempts: 2, pauseMs: 1 } });
    await registry.goDown();
    expect(await take(source, named(published))).toBe('REGISTRY_UNREACHABLE');
    await registry.comeBack();
    expect(await take(source, named(published))).toBe('verified');
  });
});
