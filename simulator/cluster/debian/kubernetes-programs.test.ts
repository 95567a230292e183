import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { testFolder } from '../testing/api-server.testing.ts';
import { builtPrograms, isBuilt } from './kubernetes-programs.ts';

let cache = '';
let steps: string[] = [];
const progress = { step: (doing: string) => void steps.push(doing), note: () => undefined };

beforeEach(async () => {
  cache = await testFolder();
  steps = [];
  vi.stubEnv('XDG_CACHE_HOME', cache);
  return () => vi.unstubAllEnvs();
});

/** Stands in for Debian's package archive. */
async function archiveThat(does: string): Promise<void> {
  const folder = join(await testFolder(), 'bin');
  await mkdir(folder);
  await writeFile(join(folder, 'apt-get'), `#!/bin/sh\n${does}\n`);
  await chmod(join(folder, 'apt-get'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
}

it('a build that fails says why, and leaves nothing', async () => {
  await archiveThat('echo "E: Unable to find a source package for kubernetes" >&2; exit 100');
  await expect(builtPrograms(progress)).rejects.toThrow(
    /^CLUSTER_BUILD_FAILED: the build ended with 100: .*Unable to find a source package.*wants Debian 12/,
  );
  expect(steps).toEqual(['fetching the source of Kubernetes']);
  expect([isBuilt(), await readdir(join(cache, 'waspect'))]).toEqual([false, []]);
});

it('a build that is interrupted leaves nothing', async () => {
  await archiveThat('exec sleep 600');
  const interruption = new AbortController();
  const built = builtPrograms(progress, interruption.signal);
  built.catch(() => undefined);
  await expect.poll(() => steps).toHaveLength(1);
  interruption.abort();
  await expect(built).rejects.toThrow(/^CLUSTER_INTERRUPTED: Kubernetes was not built/);
  expect(await readdir(join(cache, 'waspect'))).toEqual([]);
});

it('a build that was killed is cleared away by the next', async () => {
  await archiveThat('exit 1');
  await mkdir(join(cache, 'waspect/building-4194305-abcdef/work'), { recursive: true });
  await expect(builtPrograms(progress)).rejects.toThrow(/^CLUSTER_BUILD_FAILED: /);
  expect(await readdir(join(cache, 'waspect'))).toEqual([]);
});
