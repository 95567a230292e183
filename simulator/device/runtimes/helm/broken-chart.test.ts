import { describe, it } from 'vitest';
import { describeOnCluster } from '../../../cluster/testing/real-cluster.testing.ts';
import { BROKEN_CHARTS } from '../../../packages/hostile/charts.ts';
import { publish } from '../../../packages/publish.ts';
import { startRegistry } from '../../../registry/start-registry.ts';
import { accessOf, chart, policyFor, sourceOf, temporaryFolder } from '../../artifacts/testing/stage.test-support.ts';
import { clusterDevice, NEVER } from './testing/cluster-device.testing.ts';

const CODES: Readonly<Record<string, string>> = {
  'chart-without-description': 'CHART_INVALID',
  'chart-without-version': 'CHART_VERSION_MISSING',
  'chart-of-another-name': 'CHART_NAME_MISMATCH',
  'chart-of-another-version': 'ARTIFACT_VERSION_MISMATCH',
  // Only helm looks into values; what comes before it is decided by the device.
  'chart-with-listed-values': 'VALUES_INVALID',
  'chart-of-100-mb': 'ARTIFACT_TOO_LARGE',
};

await describeOnCluster('a chart from a registry that is broken', (cluster) => {
  describe.each([3, 4] as const)('with Helm %i', (major) => {
    it.concurrent('is named as the reason, whatever is broken, and nothing of it stays', { timeout: 120_000 }, async ({
      expect,
    }) => {
      await using folder = await temporaryFolder();
      await using registry = await startRegistry();
      await using artifacts = sourceOf(policyFor([registry]), folder.path);
      await using device = await clusterDevice(cluster, major);
      const runtime = device.another({ artifacts });
      const codes = [];
      for (const { id } of BROKEN_CHARTS) {
        const packed = await chart({ hostile: id, version: '1.0.0' });
        const { repository, revision } = await publish(accessOf(registry), `${id}/good`, packed);
        const result = await runtime.installComponent(device.component({ name: id, repository, revision }), NEVER);
        codes.push([id, result.kind === 'failed' ? result.failure.code : result.kind]);
      }
      expect(Object.fromEntries(codes)).toEqual(CODES);
      expect(await runtime.list()).toEqual([]);
    });
  });
});
