import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { writeKubeconfig } from '../testing/api-server.testing.ts';
import { describeOnCluster } from '../testing/real-cluster.testing.ts';
import { type Kube, openKube } from './kube.ts';
import { nameOf, textAt } from './kube-object.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { createNamespace, removeNamespace } from './namespaces.ts';

const SLOW = 120_000;

await describeOnCluster('a namespace of a real cluster', ({ kubeconfig, workloadImage, version }) => {
  let kube: Kube;
  let name = '';

  beforeEach(async () => {
    kube = await openKube(kubeconfig);
    name = `waspect-test-${randomBytes(4).toString('hex')}`;
    await createNamespace(kube, name, { 'waspect.test': 'yes' });
    return async () => {
      await removeNamespace(kube, name);
      await kube.close();
    };
  }, SLOW);

  const pod = (pods: string) => ({
    metadata: { name: pods },
    spec: {
      containers: [{ name: 'c', image: workloadImage, imagePullPolicy: 'IfNotPresent', command: ['sleep', '600'] }],
    },
  });

  it(
    'takes pods as soon as it is made, and is gone with them when it is removed',
    async () => {
      expect(await kube.version()).toBe(version);
      await kube.create(`/api/v1/namespaces/${name}/pods`, pod('p'));
      const labelled = await kube.list('/api/v1/namespaces', { labelSelector: 'waspect.test=yes' });
      expect(labelled.map(nameOf)).toContain(name);
      await expect(createNamespace(kube, name)).rejects.toThrow(/^CLUSTER_CONFLICT: /);
      await removeNamespace(kube, name);
      expect(await kube.get(`/api/v1/namespaces/${name}`)).toBeUndefined();
      await expect(removeNamespace(kube, name)).resolves.toBeUndefined();
    },
    SLOW,
  );

  it(
    'refuses what its quota does not allow',
    async () => {
      const quota = { metadata: { name: 'none' }, spec: { hard: { pods: '0' } } };
      await kube.create(`/api/v1/namespaces/${name}/resourcequotas`, quota);
      const refused = () => kube.create(`/api/v1/namespaces/${name}/pods`, pod('p')).then(() => '', String);
      // The quota counts from the moment that the controller has seen it.
      await expect.poll(refused, { timeout: SLOW / 2 }).toMatch(/CLUSTER_QUOTA: .*exceeded quota: none/);
    },
    SLOW,
  );

  it(
    'refuses an account that may do nothing',
    async () => {
      const kind = 'TokenRequest';
      const path = `/api/v1/namespaces/${name}/serviceaccounts/default/token`;
      const token = textAt(
        await kube.create(path, { kind, apiVersion: 'authentication.k8s.io/v1', spec: {} }),
        'status',
        'token',
      );
      const { server, authority } = readKubeconfig(kubeconfig);
      const file = await writeKubeconfig({
        server: server.href,
        ...(authority !== undefined && { authorityPem: authority }),
        user: { token },
      });
      const stranger = await openKube(file);
      await expect(stranger.list('/api/v1/namespaces')).rejects.toThrow(/^CLUSTER_FORBIDDEN: .*cannot list resource/);
      await stranger.close();
    },
    SLOW,
  );
});
