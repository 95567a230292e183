import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Kube, openKube } from '../../simulator/cluster/api/kube.ts';
import { type KubeObject, nameOf, textAt } from '../../simulator/cluster/api/kube-object.ts';
import { readKubeconfig } from '../../simulator/cluster/api/kubeconfig.ts';
import { loadImage } from '../../simulator/cluster/load-image.ts';
import { describeOnCluster } from '../../simulator/cluster/testing/real-cluster.testing.ts';
import { mergeReports } from '../../simulator/fleet/metrics/merge.ts';
import { aPlan, PROFILES, packFor, targetOf } from '../../simulator/fleet/testing/a-fleet.test-support.ts';
import { ORDER_ANNOTATION, SHARD_LABEL } from '../../simulator/fleet-on-kubernetes/objects/names.ts';
import { runOnKubernetes } from '../../simulator/fleet-on-kubernetes/run-on-kubernetes.ts';
import { shardInputs } from '../../simulator/fleet-on-kubernetes/shard-inputs.ts';
import type { RunningWas } from '../../simulator/was/options.ts';
import { startWas } from '../../simulator/was/start-was.ts';
import { writeTargetFile } from '../../simulator/was/target-file.ts';
import { start } from '../cli/command.test-support.ts';
import { buildImage } from '../image/image.ts';
import { countsIn, sumOf } from './counts.test-support.ts';
import { onKubernetes } from './on-kubernetes.ts';

const LIMIT_MS = 120_000;
const SHARDS = 3;
const DEVICES = 60;
const ROOT = resolve(import.meta.dirname, '../..');
/** All shards have one node, that has other things to do. */
const CPU = '50m';

describe('the cluster of a fleet', () => {
  const CHOICE = { shards: 2, image: 'registry.example/waspect:1', kubeconfig: 'here', namespace: null, cpu: null };

  it('has an image of waspect', () => {
    expect(() => onKubernetes(CHOICE)).not.toThrow();
    expect(() => onKubernetes({ ...CHOICE, image: null })).toThrow(/^FLEET_IMAGE_MISSING: .*npm run image.*--image/);
  });

  it('is named, or up, or the one of the environment', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('XDG_STATE_HOME', join(tmpdir(), 'waspect-nothing-is-up'));
    vi.stubEnv('KUBECONFIG', '/etc/kubernetes/lab');
    expect(() => onKubernetes({ ...CHOICE, kubeconfig: null })).not.toThrow();
    vi.stubEnv('KUBECONFIG', '');
    expect(() => onKubernetes({ ...CHOICE, kubeconfig: null })).toThrow(/^FLEET_CLUSTER_MISSING: .*--kubeconfig/);
  });
});

await describeOnCluster('a fleet on a real cluster', (cluster) => {
  let folder: string;
  let image: string;
  let was: RunningWas;
  let kube: Kube;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waspect-shards-'));
    kube = await openKube(cluster.kubeconfig);
    const dist = join(folder, 'dist');
    const [host] = await Promise.all([hostOf(cluster.kubeconfig), build(dist)]);
    was = await startWas({ dataDir: join(folder, 'was'), policy: 'namespace', host });
    const archive = join(folder, 'image.tar');
    image = await buildImage({ root: ROOT, dist, node: process.execPath, file: archive });
    await loadImage(cluster, archive);
    await rm(archive);
  }, LIMIT_MS);

  afterAll(async () => {
    await was.close();
    await kube.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('adds up to the whole fleet, and leaves nothing behind', { timeout: LIMIT_MS }, async () => {
    const plan = aPlan({
      ...{ devices: DEVICES, durationMs: 3_000, judged: 1 },
      arrivals: { pattern: 'ramp', overMs: 1_000 },
    });
    const target = { ...targetOf(was), comparesHostName: false };
    const judging = { nonce: 'n', undeclared: [], settleMs: 10_000 };
    const task = { plan, profiles: PROFILES, targets: [target], issuer: null, judging };
    const { reports, ...outcome } = await runOnKubernetes({
      kubeconfig: cluster.kubeconfig,
      // One that is there stays.
      namespace: 'default',
      image,
      args: ['fleet-shard'],
      shards: SHARDS,
      inputs: shardInputs(task, await packFor(was, DEVICES), SHARDS),
      durationMs: plan.durationMs,
      resources: { requests: { cpu: CPU, memory: '64Mi' }, limits: { memory: '512Mi' } },
      patience: { leadMs: 2_000, silentMs: 20_000, drainMs: 20_000 },
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onAdopted: () => undefined,
      onEnrolled: () => undefined,
      onAcknowledged: () => undefined,
    });
    expect(outcome).toMatchObject({ lost: [], cutShort: [], leftBehind: null, startAt: expect.any(Number) });
    expect(reports.map(({ devices }) => devices)).toEqual([20, 20, 20]);
    expect(reports.map(({ operations }) => operations.poll?.count)).not.toContain(0);
    const merged = mergeReports(reports, SHARDS);
    expect(merged).toMatchObject({ devices: DEVICES, lost: [], violations: [] });
    expect(merged.operations.report).toMatchObject({ count: DEVICES, errors: 0 });
    expect(countsIn(merged)).toEqual(sumOf(reports.map(countsIn)));
    for (const collection of ['/apis/batch/v1/jobs', '/api/v1/pods', '/api/v1/secrets'])
      expect(await kube.list(collection, { labelSelector: 'app.kubernetes.io/name=waspect' })).toEqual([]);
  });

  it('is no valid run where a shard is killed, which is named', { timeout: LIMIT_MS }, async () => {
    const before = await namespaces();
    const target = join(folder, 'target.yaml');
    await writeTargetFile(was, target, {});
    const out = join(folder, 'out');
    const { ended } = start(folder, [
      ...['fleet', 'small-factory', '--set', `devices=${DEVICES}`, '--set', 'duration=5s'],
      ...['--set', 'arrivals.ramp=2s', '--target', target],
      ...['--on', 'kubernetes', '--kubeconfig', cluster.kubeconfig, '--image', image],
      ...['--shards', String(SHARDS), '--shard-cpu', CPU, '--out', out],
    ]);
    const [{ status, stdout, stderr }] = await Promise.all([ended, killOne(ended)]);
    // Whether it could still report in the moment that it had is not for us to say.
    expect(`${stdout}${stderr}`).toMatch(/shard 1 of 3: SHARD_POD_DELETED: its pod was\s(deleted|asked)/);
    expect(status).toBe(3);
    const { run, fleet } = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
    expect(run.incompleteBecause).toContainEqual(expect.stringMatching(/^shard 1 of 3: SHARD_POD_DELETED/));
    expect(fleet.report.devices + 20 * fleet.report.lost.length).toBe(DEVICES);
    expect(fleet.report.slices).toContainEqual({ index: 0, of: SHARDS });
    expect(fleet.report.operations.poll.count).toBeGreaterThan(0);
    expect(await namespaces()).toEqual(before);
  });

  /** A pod that has begun; none where the run is over before. */
  async function killOne(ended: Promise<unknown>): Promise<void> {
    let found: KubeObject | undefined;
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    const begun = async (): Promise<boolean> => {
      [found] = await kube.list('/api/v1/pods', { labelSelector: `${SHARD_LABEL}=1` });
      const order = found === undefined ? '' : textAt(found, 'metadata', 'annotations', ORDER_ANNOTATION);
      return order !== '' && Date.now() > JSON.parse(order).startAt;
    };
    await expect.poll(async () => isOver || (await begun()), { timeout: LIMIT_MS, interval: 200 }).toBe(true);
    if (found)
      await kube.remove(`/api/v1/namespaces/${textAt(found, 'metadata', 'namespace')}/pods/${nameOf(found)}`, {
        gracePeriodSeconds: 0,
      });
  }

  const namespaces = async (): Promise<readonly string[]> => (await kube.list('/api/v1/namespaces')).map(nameOf);
});

/** What is published, as the image has it. */
async function build(dist: string): Promise<void> {
  const program = spawn(process.execPath, [join(ROOT, 'scripts/build.ts'), dist], { stdio: 'inherit' });
  expect(await once(program, 'exit')).toEqual([0, null]);
}

/** The address of this machine that the cluster reaches: the one that it is reached from. */
async function hostOf(kubeconfig: string): Promise<string> {
  const { server } = readKubeconfig(kubeconfig);
  const socket = connect({ host: server.hostname, port: Number(server.port || 443) });
  await once(socket, 'connect');
  const { localAddress = '127.0.0.1' } = socket;
  socket.destroy();
  return localAddress;
}
