import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, asyncProperty, integer } from 'fast-check';
import { describe, type ExpectStatic, it } from 'vitest';
import { describeOnCluster } from '../../../cluster/testing/real-cluster.testing.ts';
import { type ClusterDevice, clusterDevice, NEVER } from './testing/cluster-device.testing.ts';

const DONE = { kind: 'done' };
const size = (value: number) => ({ values: [{ pointer: 'size', value }] });

await describeOnCluster('an interrupted operation', (cluster) => {
  describe.each([3, 4] as const)('with Helm %i', (major) => {
    it.concurrent('of a helm that was killed at any moment is made good by the next life', {
      timeout: 240_000,
    }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      await assert(
        asyncProperty(integer({ min: 0, max: 800 }), integer({ min: 0, max: 800 }), async (first, second) => {
          const component = device.component(size(1));
          const installing = device.runtime.installComponent(component, NEVER);
          await killHelm(device, first);
          await installing;
          const next = device.another();
          // In the order in which a device asks: what is there, then what is wanted.
          await next.list();
          expect(await next.installComponent(component, NEVER)).toEqual(DONE);
          const updating = next.updateComponent(device.component({ chart: 'slow', ...size(2) }), NEVER);
          await killHelm(device, second);
          await updating;
          const last = device.another();
          expect(await last.list()).toHaveLength(1);
          expect(await last.updateComponent(device.component(size(3)), NEVER)).toEqual(DONE);
          expect(await device.valuesOf(component)).toMatchObject({ size: 3 });
          const removing = last.removeComponent(component, NEVER);
          await killHelm(device, second / 8);
          await removing;
          expect(await device.another().removeComponent(component, NEVER)).toEqual(DONE);
          expect(await device.another().list()).toEqual([]);
        }),
        { numRuns: 2, seed: 5, endOnFailure: true },
      );
    });

    it.concurrent('goes on without a look at the list too', { timeout: 90_000 }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      const installing = device.runtime.installComponent(device.component({ chart: 'never-ready' }), NEVER);
      await pendingRelease(device, expect);
      await killHelm(device, 0);
      expect(await installing).toMatchObject({ kind: 'failed', failure: { code: 'HELM_KILLED' } });
      expect(await device.another().installComponent(device.component(size(1)), NEVER)).toEqual(DONE);
      expect(await device.valuesOf(device.component())).toMatchObject({ size: 1 });
    });
  });

  it.concurrent('that a device has left behind is ended before its next life begins', { timeout: 90_000 }, async ({
    expect,
  }) => {
    await using device = await clusterDevice(cluster, 4);
    const abandoned = device.runtime.installComponent(device.component({ chart: 'never-ready' }), NEVER);
    await pendingRelease(device, expect);
    const next = device.another();
    expect(await next.list()).toEqual([]);
    expect(await abandoned).toMatchObject({ kind: 'failed', failure: { code: 'HELM_KILLED' } });
    await device.runtime.settled();
    expect(await next.installComponent(device.component(size(1)), NEVER)).toEqual(DONE);
    expect(await readdir(join(device.workDir, 'running'))).toEqual([]);
  });

  it.concurrent('is cleared up when its time is over, and left for the next life when the device stops', {
    timeout: 90_000,
  }, async ({ expect }) => {
    await using device = await clusterDevice(cluster, 4);
    for (const [reason, status] of [
      [new DOMException('over', 'TimeoutError'), undefined],
      [undefined, 'pending-install'],
    ]) {
      const abort = new AbortController();
      const installing = device.runtime.installComponent(device.component({ chart: 'never-ready' }), abort.signal);
      await pendingRelease(device, expect);
      abort.abort(reason);
      expect(await installing).toMatchObject({ kind: 'failed', failure: { code: 'ABORTED' } });
      await device.runtime.settled();
      const listed = await device.run(['list', '-n', device.namespace, '--pending', '--output', 'json']);
      expect(JSON.parse(listed)[0]?.status).toBe(status);
    }
    expect(await device.another().list()).toEqual([]);
  });
});

/** After a while, whatever helm is doing by then. */
async function killHelm({ workDir }: ClusterDevice, afterMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  for (const name of await readdir(join(workDir, 'running'))) {
    const [pid = ''] = (await readFile(join(workDir, 'running', name), 'utf8').catch(() => '')).split(' ');
    try {
      if (pid !== '') process.kill(-Number(pid), 'SIGKILL');
    } catch {
      // It was faster.
    }
  }
}

async function pendingRelease(device: ClusterDevice, expect: ExpectStatic): Promise<void> {
  await expect
    .poll(() => device.run(['list', '-n', device.namespace, '--pending', '--short']), {
      timeout: 20_000,
      interval: 100,
    })
    .not.toBe('');
}
