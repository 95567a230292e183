import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { describeOnCluster } from '../../../cluster/testing/real-cluster.testing.ts';
import { createRoot } from '../../../pki/authority.ts';
import { clusterDevice, NEVER } from './testing/cluster-device.testing.ts';

await describeOnCluster('a cluster that cannot be used', (cluster) => {
  describe.each([3, 4] as const)('with Helm %i', (major) => {
    it.concurrent('is named as the reason, by every operation', { timeout: 90_000 }, async ({ expect }) => {
      await using device = await clusterDevice(cluster, major);
      const text = await readFile(cluster.kubeconfig, 'utf8');
      const foreign = Buffer.from((await createRoot({ name: 'Another CA' })).certificatePem).toString('base64');
      const cases: readonly (readonly [string, (kubeconfig: Kubeconfig) => void])[] = [
        [
          'CLUSTER_UNREACHABLE',
          ({ clusters: [{ cluster }] }) => Object.assign(cluster, { server: 'https://127.0.0.1:1' }),
        ],
        [
          'CLUSTER_UNTRUSTED',
          ({ clusters: [{ cluster }] }) => Object.assign(cluster, { 'certificate-authority-data': foreign }),
        ],
        ['CREDENTIALS_REJECTED', ({ users: [entry] }) => Object.assign(entry, { user: { token: 'expired' } })],
        ['FORBIDDEN', ({ users: [{ user }] }) => Object.assign(user, { as: 'nobody' })],
        ['KUBECONFIG_INVALID', (kubeconfig) => Object.assign(kubeconfig, { 'current-context': 'elsewhere' })],
      ];
      for (const [code, change] of cases) {
        const kubeconfig = join(device.workDir, `${code}.yaml`);
        const changed: Kubeconfig = parse(text);
        change(changed);
        await writeFile(kubeconfig, stringify(changed));
        await expectFailure(code, kubeconfig);
      }
      const damaged = join(device.workDir, 'damaged.yaml');
      await writeFile(damaged, 'clusters: [');
      await expectFailure('KUBECONFIG_INVALID', damaged);
      await expectFailure('KUBECONFIG_MISSING', join(device.workDir, 'nowhere.yaml'));

      async function expectFailure(code: string, kubeconfig: string): Promise<void> {
        const runtime = device.another({ kubeconfig });
        const component = device.component();
        const failed = { kind: 'failed', failure: { code } };
        expect(await runtime.installComponent(component, NEVER)).toMatchObject(failed);
        expect(await runtime.removeComponent(component, NEVER)).toMatchObject(failed);
        await expect(runtime.list()).rejects.toThrow(new RegExp(`^${code}: `));
      }
    });
  });
});

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: object }];
  readonly users: readonly [{ readonly user: object }];
}
