import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { testFolder } from '../testing/api-server.testing.ts';
import { type FakeKind, fakeKind } from '../testing/fake-kind.testing.ts';
import { kindProvider } from './kind-provider.ts';

const progress = { step: () => undefined, note: () => undefined };

beforeEach(async () => {
  vi.stubEnv('XDG_STATE_HOME', await testFolder());
  return () => vi.unstubAllEnvs();
});

function onPath({ folder }: FakeKind): void {
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
}

describe('whether it works is known before it is tried', () => {
  it('without a program', async () => {
    vi.stubEnv('PATH', await testFolder());
    expect(await kindProvider.obstacle()).toBe('there is no program kind');
  });

  it('without an engine', async () => {
    onPath(await fakeKind('works', 'stopped'));
    expect(await kindProvider.obstacle()).toMatch(/engine does not answer .*Cannot connect to the Docker daemon/);
  });

  it('with both', async () => {
    onPath(await fakeKind());
    expect(await kindProvider.obstacle()).toBeUndefined();
  });
});

describe('a cluster', () => {
  it('is created with a name and a kubeconfig of its own, gets the image, and is deleted again', async () => {
    const kind = await fakeKind();
    onPath(kind);
    const { access, guard } = await kindProvider.start({ progress });
    const [name] = /waspect-[0-9a-f]{8}/.exec(access.name) ?? [];
    expect(access).toMatchObject({ kind: 'kind', version: 'v1.31.0', workloadImage: 'localhost/waspect/workload:1' });
    await guard.takeDown();
    expect(existsSync(access.kubeconfig)).toBe(false);
    expect(await kind.calls()).toEqual([
      `create cluster --name ${name} --kubeconfig ${access.kubeconfig} --wait 120s`,
      expect.stringMatching(`^load image-archive /.*/workload\\.tar --name ${name}$`),
      `delete cluster --name ${name} --kubeconfig ${access.kubeconfig}`,
    ]);
  });

  it('that does not come up is deleted, and the reason told', async () => {
    const kind = await fakeKind('fails');
    onPath(kind);
    await expect(kindProvider.start({ progress })).rejects.toThrow(
      /^CLUSTER_START_FAILED: kind create cluster: status 1, ERROR: failed to pull image/,
    );
    expect((await kind.calls()).at(-1)).toMatch(/^delete cluster/);
  });

  it('is not begun where its kubeconfig cannot be kept', async () => {
    const kind = await fakeKind();
    onPath(kind);
    vi.stubEnv('XDG_STATE_HOME', join(kind.folder, 'calls'));
    await expect(kindProvider.start({ progress })).rejects.toThrow(/^CLUSTER_STATE_UNUSABLE: .*XDG_STATE_HOME$/);
    expect(await kind.calls()).toEqual([]);
  });

  it('that is interrupted is deleted', async () => {
    const kind = await fakeKind('hangs');
    onPath(kind);
    const interruption = new AbortController();
    const started = kindProvider.start({ progress, signal: interruption.signal });
    started.catch(() => undefined);
    await expect.poll(kind.calls).toHaveLength(1);
    interruption.abort();
    await expect(started).rejects.toThrow(/^CLUSTER_INTERRUPTED: .*nothing is left/);
    expect((await kind.calls()).at(-1)).toMatch(/^delete cluster/);
  });
});
