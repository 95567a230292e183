import { assert, asyncProperty } from 'fast-check';
import { describe, it } from 'vitest';
import { nameOf } from '../../../cluster/api/kube-object.ts';
import { describeOnCluster } from '../../../cluster/testing/real-cluster.testing.ts';
import { isJsonObject, jsonEquals } from '../../../protocol/json.ts';
import { clusterDevice, NEVER } from './testing/cluster-device.testing.ts';
import { someParameters } from './testing/parameters.test-data.ts';

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

    it.concurrent('has left nothing when a removal comes back, also where many are removed at once', {
      timeout: 120_000,
    }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      const { runtime, kube, namespace } = device;
      const components = Array.from({ length: 8 }, (_, index) => device.component({ name: `c${index}`, wait: false }));
      const installing = components.map((component) => runtime.installComponent(component, NEVER));
      expect(await Promise.all(installing)).toEqual(components.map(() => DONE));
      const left = await Promise.all(
        components.map(async (component) => {
          const result = await runtime.removeComponent(component, NEVER);
          const deployments = await kube.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
          return [result, deployments.filter((each) => nameOf(each).startsWith(`w-${component.name}-`)).map(nameOf)];
        }),
      );
      expect(left).toEqual(components.map(() => [DONE, []]));
      expect(await kube.list(`/api/v1/namespaces/${namespace}/pods`)).toEqual([]);
    });

    it.concurrent('brings parameters of every type to the cluster exactly', { timeout: 90_000 }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      await assert(
        asyncProperty(someParameters, async ({ parameters, expected }) => {
          const component = device.component({ chart: 'parameters', wait: false, values: parameters });
          expect(await device.runtime.updateComponent(component, NEVER)).toEqual(DONE);
          const came = await device.valuesOf(component);
          for (const [name, value] of Object.entries(expected))
            expect(isJsonObject(came) && jsonEquals(came[name], value), name).toBe(true);
        }),
        { numRuns: 8, seed: 11, endOnFailure: true },
      );
    });

    it.concurrent('waits until the component runs, unless it is told not to', { timeout: 90_000 }, async ({
      expect,
    }) => {
      await using device = await clusterDevice(cluster, major);
      const { runtime, kube, namespace } = device;
      const ready = async () => {
        const deployments = await kube.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
        return deployments.map((deployment) => Object(deployment['status']).readyReplicas ?? 0);
      };
      const slow = device.component({ chart: 'slow', values: [{ pointer: 'readyAfterSeconds', value: 3 }] });
      expect(await runtime.installComponent(slow, NEVER)).toEqual(DONE);
      expect(await ready()).toEqual([1]);
      await runtime.removeComponent(slow, NEVER);
      expect(await runtime.installComponent(device.component({ chart: 'never-ready', wait: false }), NEVER)).toEqual(
        DONE,
      );
      expect(await ready()).toEqual([0]);
    });
  });
});
