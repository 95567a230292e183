import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { describeOnCluster } from '../../../cluster/testing/real-cluster.testing.ts';
import { clusterDevice, NEVER } from './testing/cluster-device.testing.ts';

const DONE = { kind: 'done' };

await describeOnCluster('releases on a cluster that others use too', (cluster) => {
  describe.each([3, 4] as const)('with Helm %i', (major) => {
    it.concurrent('are their own device’s only, whatever their components are called', { timeout: 90_000 }, async ({
      expect,
    }) => {
      await using device = await clusterDevice(cluster, major);
      const { runtime: first } = device;
      const second = device.another({ owner: 'another device' });
      const [web, strange] = [
        device.component({ wait: false }),
        device.component({ wait: false, name: `-Größe ${'x'.repeat(70)}`, deploymentId: randomUUID() }),
      ];
      // A release of somebody who uses helm by hand.
      await device.run(['install', 'by-hand', join(device.workDir, 'good-1.0.0.tgz'), '-n', device.namespace]);
      for (const component of [web, strange]) expect(await first.installComponent(component, NEVER)).toEqual(DONE);
      expect(await second.installComponent(web, NEVER)).toEqual(DONE);
      const keys = [web, strange].map(({ deploymentId, namespace, name }) => ({ deploymentId, namespace, name }));
      expect(await first.list()).toEqual(expect.arrayContaining(keys));
      expect(await first.list()).toHaveLength(2);
      // A life that remembers nothing finds the same.
      expect(await device.another().list()).toEqual(expect.arrayContaining(keys));
      expect(await second.removeComponent(web, NEVER)).toEqual(DONE);
      expect(await second.list()).toEqual([]);
      expect(await first.list()).toHaveLength(2);
    });

    it.concurrent('move with their deployment to another namespace, and leave the former one', {
      timeout: 90_000,
    }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      const component = device.component({ wait: false });
      const moved = { ...component, namespace: 'elsewhere' };
      expect(await device.runtime.installComponent(component, NEVER)).toEqual(DONE);
      const next = device.another({ workDir: join(device.workDir, 'next') });
      await next.list();
      expect(await next.updateComponent(moved, NEVER)).toEqual(DONE);
      const { deploymentId, name } = component;
      expect(await next.list()).toEqual([{ deploymentId, namespace: 'elsewhere', name }]);
      // Asked with the namespace that it knows, the runtime removes what it has seen in another one.
      expect(await next.removeComponent(component, NEVER)).toEqual(DONE);
      expect(await next.list()).toEqual([]);
    });
  });
});
