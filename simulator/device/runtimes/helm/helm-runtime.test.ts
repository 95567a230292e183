import { describe, it } from 'vitest';
import { describeOnCluster } from '../../../cluster/testing/real-cluster.testing.ts';
import { clusterDevice, NEVER } from './testing/cluster-device.testing.ts';

const DONE = { kind: 'done' };

await describeOnCluster('the Helm runtime', (cluster) => {
  describe.each([3, 4] as const)('with Helm %i', (major) => {
    it.concurrent('installs, updates, lists and removes a component, and leaves nothing of it', {
      timeout: 90_000,
    }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      const { runtime, kube, namespace } = device;
      const component = device.component();
      const { deploymentId, name } = component;
      expect(await runtime.list()).toEqual([]);
      expect(await runtime.installComponent(component, NEVER)).toEqual(DONE);
      expect(await runtime.list()).toEqual([{ deploymentId, namespace: 'tests', name }]);
      const changed = device.component({ revision: '1.1.0', values: [{ pointer: 'a.b', value: 'c' }] });
      expect(await runtime.updateComponent(changed, NEVER)).toEqual(DONE);
      expect(await device.valuesOf(component)).toEqual({ image: cluster.workloadImage, a: { b: 'c' } });
      expect(await device.run(['list', '-n', namespace])).toContain('good-1.1.0');
      // Without values, the former ones are gone too.
      expect(await runtime.updateComponent(component, NEVER)).toEqual(DONE);
      expect(await device.valuesOf(component)).toEqual({ image: cluster.workloadImage });
      expect(await runtime.removeComponent(component, NEVER)).toEqual(DONE);
      expect(await runtime.removeComponent(component, NEVER)).toEqual(DONE);
      expect(await runtime.list()).toEqual([]);
      expect(await kube.list(`/api/v1/namespaces/${namespace}/pods`)).toEqual([]);
    });
  });
});
