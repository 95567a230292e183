import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Kube, openKube } from '../../simulator/cluster/api/kube.ts';
import { nameOf, textAt } from '../../simulator/cluster/api/kube-object.ts';
import { readKubeconfig } from '../../simulator/cluster/api/kubeconfig.ts';
import { loadImage } from '../../simulator/cluster/load-image.ts';
import { describeOnCluster } from '../../simulator/cluster/testing/real-cluster.testing.ts';
import { mergeReports } from '../../simulator/fleet/metrics/merge.ts';
import type { FleetPlan } from '../../simulator/fleet/plan/plan.ts';
import { aPlan, PROFILES, packFor, targetOf } from '../../simulator/fleet/testing/a-fleet.test-support.ts';
import type { KubernetesRunOptions } from '../../simulator/fleet-on-kubernetes/options.ts';
import { runOnKubernetes } from '../../simulator/fleet-on-kubernetes/run-on-kubernetes.ts';
import { shardInputs } from '../../simulator/fleet-on-kubernetes/shard-inputs.ts';
import type { RunningWas } from '../../simulator/was/options.ts';
import { startWas } from '../../simulator/was/start-was.ts';
import { buildImage } from '../image/image.ts';

const LIMIT_MS = 120_000;
const SHARDS = 3;
const DEVICES = 60;
const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAM = 'scripts/fleet/shard-program.test-support.ts';

await describeOnCluster('a fleet on a real cluster', (cluster) => {
  let folder: string;
  let image: string;
  let was: RunningWas;
  let kube: Kube;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waspect-shards-'));
    kube = await openKube(cluster.kubeconfig);
    const [host] = await Promise.all([hostOf(cluster.kubeconfig), mkdir(join(folder, 'dist'))]);
    was = await startWas({ dataDir: join(folder, 'was'), policy: 'namespace', host });
    // The sources stand in for what a build makes of them: the tree is compiled by another test.
    for (const part of ['simulator', 'fixtures', 'scripts/fleet'])
      await cp(join(ROOT, part), join(folder, 'dist', part), { recursive: true });
    const archive = join(folder, 'image.tar');
    image = await buildImage({
      ...{ root: ROOT, dist: join(folder, 'dist'), entry: PROGRAM, file: archive },
      node: process.execPath,
    });
    await loadImage(cluster, archive);
    await rm(archive);
  }, LIMIT_MS);

  afterAll(async () => {
    await was.close();
    await kube.close();
    await rm(folder, { recursive: true, force: true });
  });

  const options = async (plan: FleetPlan, changes: Partial<KubernetesRunOptions>): Promise<KubernetesRunOptions> => {
    const target = { ...targetOf(was), comparesHostName: false };
    const task = { plan, profiles: PROFILES, targets: [target], issuer: null, judging: null };
    return {
      kubeconfig: cluster.kubeconfig,
      namespace: null,
      image,
      args: [],
      shards: SHARDS,
      inputs: shardInputs(task, await packFor(was, DEVICES), SHARDS),
      durationMs: plan.durationMs,
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } },
      patience: { leadMs: 2_000, silentMs: 20_000, drainMs: 20_000 },
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onAdopted: () => undefined,
      onEnrolled: () => undefined,
      onAcknowledged: () => undefined,
      ...changes,
    };
  };

  it('adds up to the whole fleet, and leaves nothing behind', { timeout: LIMIT_MS }, async () => {
    const before = await namespaces();
    const plan = aPlan({ devices: DEVICES, durationMs: 3_000, arrivals: { pattern: 'ramp', overMs: 1_000 } });
    const { reports, ...outcome } = await runOnKubernetes(await options(plan, {}));
    expect(outcome).toMatchObject({ lost: [], cutShort: [], leftBehind: null, startAt: expect.any(Number) });
    expect(reports.map(({ devices }) => devices)).toEqual([20, 20, 20]);
    const merged = mergeReports(reports, SHARDS);
    expect(merged).toMatchObject({ devices: DEVICES, lost: [] });
    expect(merged.operations.report).toMatchObject({ count: DEVICES, errors: 0 });
    const polls = reports.map((report) => report.operations.poll?.count ?? 0);
    expect(merged.operations.poll?.count).toBe(polls.reduce((sum, count) => sum + count, 0));
    expect(Math.min(...polls)).toBeGreaterThan(0);
    expect(await namespaces()).toEqual(before);
  });

  it('says which shard was killed, and keeps the others', { timeout: LIMIT_MS }, async () => {
    const plan = aPlan({ devices: DEVICES, durationMs: 4_000 });
    let killed: Promise<void> | undefined;
    const outcome = await runOnKubernetes(
      await options(plan, {
        namespace: 'default',
        onProgress: ({ shards, startAt }) => {
          const polling = shards.every(({ progress }) => (progress?.polls.count ?? 0) > 0);
          if (startAt !== null && polling) killed ??= killOne();
        },
      }),
    );
    await killed;
    // Whether it could still report in the moment that it had is not for us to say.
    const harmed = [...outcome.lost, ...outcome.cutShort];
    expect(harmed).toEqual([
      {
        index: 1,
        of: SHARDS,
        code: 'SHARD_POD_DELETED',
        message: expect.stringMatching(/its pod was (deleted|asked)/),
      },
    ]);
    expect(outcome.leftBehind).toBeNull();
    for (const collection of ['/apis/batch/v1/jobs', '/api/v1/pods', '/api/v1/secrets'])
      expect(await kube.list(collection, { labelSelector: 'app.kubernetes.io/name=waspect' })).toEqual([]);
    expect(mergeReports(outcome.reports, SHARDS)).toMatchObject({
      devices: DEVICES - 20 * outcome.lost.length,
      lost: outcome.lost.map(({ index, of }) => ({ index, of })),
    });
  });

  async function killOne(): Promise<void> {
    for (const pod of await kube.list('/api/v1/pods', { labelSelector: 'waspect.shard=1' }))
      await kube.remove(`/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods/${nameOf(pod)}`, {
        gracePeriodSeconds: 0,
      });
  }

  const namespaces = async (): Promise<readonly string[]> => (await kube.list('/api/v1/namespaces')).map(nameOf);
});

/** The address of this machine that the cluster reaches: the one that it is reached from. */
async function hostOf(kubeconfig: string): Promise<string> {
  const { server } = readKubeconfig(kubeconfig);
  const socket = connect({ host: server.hostname, port: Number(server.port || 443) });
  await once(socket, 'connect');
  const { localAddress = '127.0.0.1' } = socket;
  socket.destroy();
  return localAddress;
}
