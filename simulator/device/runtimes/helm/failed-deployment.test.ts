import { describe, it } from 'vitest';
import { createNamespace } from '../../../cluster/api/namespaces.ts';
import { describeOnCluster } from '../../../cluster/testing/real-cluster.testing.ts';
import { clusterDevice, NEVER } from './testing/cluster-device.testing.ts';

const image = (value: string) => [{ pointer: 'image', value }];

await describeOnCluster('a component that cannot be deployed', (cluster) => {
  describe.each([3, 4] as const)('with Helm %i', (major) => {
    it.concurrent('is a failure that says why, within its time, and nothing of it stays', { timeout: 90_000 }, async ({
      expect,
    }) => {
      await using device = await clusterDevice(cluster, major);
      const { runtime, kube, namespace } = device;
      const cases = [
        { chart: 'bad-template', code: 'TEMPLATE_ERROR', message: 'notAFunction' },
        { chart: 'missing-value', code: 'VALUE_MISSING', message: 'database.host must be set' },
        { chart: 'never-ready', code: 'NOT_READY', message: '' },
        { chart: 'crashing', values: [{ pointer: 'crashAfterSeconds', value: 0 }], code: 'CRASHING', message: '' },
        {
          chart: 'good',
          values: image('localhost/nowhere/none:1'),
          code: 'IMAGE_UNAVAILABLE',
          message: 'nowhere/none',
        },
        { chart: 'good', values: image('NOT AN IMAGE'), code: 'IMAGE_UNAVAILABLE', message: 'InvalidImageName' },
      ];
      await Promise.all(
        cases.map(async ({ code, message, ...changes }, index) => {
          const component = device.component({ name: `c${index}`, timeoutMs: 15_000, ...changes });
          expect(await runtime.installComponent(component, NEVER)).toEqual({
            kind: 'failed',
            failure: { code, message: expect.stringContaining(message) },
          });
        }),
      );
      await runtime.settled();
      expect(await runtime.list()).toEqual([]);
      expect(await kube.list(`/apis/apps/v1/namespaces/${namespace}/deployments`)).toEqual([]);
    });

    it.concurrent('leaves what ran before as it was', { timeout: 90_000 }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      const { runtime, kube, namespace } = device;
      const component = device.component({ values: [{ pointer: 'size', value: 1 }] });
      await runtime.installComponent(component, NEVER);
      const before = await runningPods();
      for (const chart of ['never-ready', 'missing-value']) {
        const next = device.component({ chart, timeoutMs: 4_000, values: [{ pointer: 'size', value: 2 }] });
        expect(await runtime.updateComponent(next, NEVER)).toMatchObject({ kind: 'failed' });
        await runtime.settled();
        expect(await runtime.list()).toHaveLength(1);
        expect(await device.valuesOf(component)).toMatchObject({ size: 1 });
      }
      expect(before).toHaveLength(1);
      expect(await runningPods()).toEqual(before);

      async function runningPods(): Promise<readonly unknown[]> {
        const pods = await kube.list(`/api/v1/namespaces/${namespace}/pods`, { fieldSelector: 'status.phase=Running' });
        return pods
          .map(({ metadata, status }) => ({ metadata: Object(metadata), status: Object(status) }))
          .filter(({ status }) => status.containerStatuses?.[0]?.ready === true)
          .map(({ metadata }) => metadata.uid);
      }
    });

    it.concurrent('says that there is no quota for it', { timeout: 60_000 }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      const { runtime, kube, namespace } = device;
      await createNamespace(kube, namespace);
      await kube.create(`/api/v1/namespaces/${namespace}/resourcequotas`, {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'none' },
        spec: { hard: { pods: '0' } },
      });
      expect(await runtime.installComponent(device.component({ timeoutMs: 6_000 }), NEVER)).toMatchObject({
        kind: 'failed',
        failure: { code: 'QUOTA_EXCEEDED' },
      });
    });
  });

  it.concurrent('says nothing of a secret that a chart repeats', { timeout: 60_000 }, async ({ expect }) => {
    await using device = await clusterDevice(cluster, 4);
    const values = [
      { pointer: 'auth', value: { password: 'hunter2' } },
      { pointer: 'image', value: 'localhost/hunter2/none:1' },
    ];
    const result = await device.runtime.installComponent({ ...device.component({ timeoutMs: 6_000 }), values }, NEVER);
    expect(result).toMatchObject({ kind: 'failed', failure: { message: expect.stringContaining('(redacted)') } });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});
