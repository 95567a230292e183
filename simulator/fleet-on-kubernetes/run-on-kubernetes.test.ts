import { describe, expect, it } from 'vitest';
import { SliceRecorder } from '../fleet/metrics/recorder.ts';
import type { ShardMessage } from './log/message.ts';
import type { KubernetesOutcome, KubernetesRunOptions } from './options.ts';
import { runOnKubernetes } from './run-on-kubernetes.ts';
import {
  ended,
  type PodScript,
  RUNNING,
  type ScriptedCluster,
  scriptedCluster,
} from './testing/scripted-cluster.test-support.ts';

const READY: ShardMessage = { kind: 'ready', at: Date.now() };
const DONE = { phase: 'Succeeded', containerStatuses: [{ name: 'shard', state: { terminated: { exitCode: 0 } } }] };

function reportOf(index: number, complete = true): ShardMessage {
  const recorder = new SliceRecorder({ slice: { index, of: 2 }, devices: 5, durationMs: 1000, startAt: Date.now() });
  const report = recorder.report(1_000_000);
  recorder.close();
  return { kind: 'report', report, complete };
}

/** Does what it has to. */
const good = (index: number): PodScript => ({
  status: RUNNING,
  says: [READY],
  onOrder: () => ({ says: [reportOf(index)], becomes: DONE }),
});

async function run(
  scripts: readonly PodScript[],
  changes: Partial<KubernetesRunOptions> = {},
): Promise<KubernetesOutcome & { readonly cluster: ScriptedCluster }> {
  const cluster = await scriptedCluster(scripts);
  const outcome = await runOnKubernetes({
    kubeconfig: cluster.kubeconfig,
    namespace: 'lab',
    image: 'registry.example/waspect:1',
    args: ['fleet-shard'],
    shards: scripts.length,
    inputs: () => new Map([['task', Buffer.from('a task')]]),
    durationMs: 100,
    patience: { readyMs: 500, leadMs: 10, lookMs: 10, silentMs: 10_000, drainMs: 5_000, stopMs: 200 },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onAdopted: () => undefined,
    onEnrolled: () => undefined,
    onAcknowledged: () => undefined,
    ...changes,
  });
  return { ...outcome, cluster };
}

const waiting = (reason: string) => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'shard', state: { waiting: { reason, message: 'as the node says' } } }],
});

describe('a run', () => {
  it('brings back what all shards say, and removes everything', async () => {
    const { cluster, ...outcome } = await run([good(0), good(1)]);
    expect(outcome).toMatchObject({ lost: [], cutShort: [], leftBehind: null });
    expect(outcome.reports).toEqual([
      expect.objectContaining({ slice: { index: 0, of: 2 } }),
      expect.objectContaining({ slice: { index: 1, of: 2 } }),
    ]);
    expect([...cluster.objects.keys()]).toEqual([]);
    expect(cluster.asked.filter((line) => line.startsWith('POST'))).toHaveLength(4);
  });

  it.each<readonly [string, PodScript, string, RegExp]>([
    ['whose image is missing', { status: waiting('ImagePullBackOff') }, 'SHARD_IMAGE_MISSING', /as the node says/],
    ['that a quota refuses', { status: null }, 'SHARD_REFUSED', /exceeded quota: small/],
    [
      'that no node takes',
      {
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no room' }],
        },
      },
      'SHARD_NOT_SCHEDULED',
      /no room/,
    ],
    [
      'that is killed for want of memory',
      {
        status: RUNNING,
        says: [READY],
        onOrder: () => ({ says: [], becomes: ended({ reason: 'OOMKilled', exitCode: 137 }) }),
      },
      'SHARD_OUT_OF_MEMORY',
      /want of memory/,
    ],
    [
      'whose pod is deleted',
      { status: RUNNING, says: [READY], onOrder: () => ({ says: [], becomes: null }) },
      'SHARD_POD_DELETED',
      /was deleted/,
    ],
    [
      'that fails',
      {
        status: RUNNING,
        says: [READY],
        onOrder: () => ({ says: [], becomes: ended({ reason: 'Error', exitCode: 1, message: 'a stack' }) }),
      },
      'SHARD_FAILED',
      /status 1 \(Error\): a stack/,
    ],
    [
      'that hears of its start too late',
      {
        status: RUNNING,
        says: [READY],
        onOrder: () => ({ says: [{ kind: 'failed', code: 'START_MISSED', message: 'late' }], becomes: DONE }),
      },
      'SHARD_START_MISSED',
      /late/,
    ],
    [
      'whose node is gone',
      {
        status: RUNNING,
        says: [READY],
        onOrder: () => ({ says: [], becomes: { ...RUNNING, phase: 'Unknown', reason: 'NodeLost' } }),
      },
      'SHARD_NODE_LOST',
      /does not answer/,
    ],
  ])('names a shard %s, and keeps the other', async (_what, script, code, says) => {
    const { lost, reports, leftBehind, cluster } = await run([good(0), script]);
    expect(lost).toEqual([{ index: 1, of: 2, code, message: expect.stringMatching(says) }]);
    expect(reports).toHaveLength(1);
    expect(leftBehind).toBeNull();
    expect([...cluster.objects.keys()]).toEqual([]);
  });

  it('that is interrupted collects what there is', async () => {
    const interrupted = new AbortController();
    const { lost, cutShort, reports, cluster } = await run(
      [
        {
          status: RUNNING,
          says: [READY],
          onOrder: (order) => ('stop' in order ? { says: [reportOf(0, false)], becomes: DONE } : undefined),
        },
        { status: RUNNING, says: [READY] },
      ],
      {
        durationMs: 60_000,
        signal: interrupted.signal,
        onProgress: ({ phase }) => phase === 'running' && interrupted.abort(),
      },
    );
    expect(reports).toHaveLength(1);
    expect(cutShort).toMatchObject([{ index: 0, code: 'SHARD_INTERRUPTED' }]);
    expect(lost).toMatchObject([{ index: 1, code: 'SHARD_INTERRUPTED' }]);
    expect([...cluster.objects.keys()]).toEqual([]);
  });

  it('of no shards is refused', async () => {
    await expect(run([])).rejects.toThrow(/^FLEET_SHARDS_INVALID: 0 shards/);
  });
});
