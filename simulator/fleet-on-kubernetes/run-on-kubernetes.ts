import { type Kube, openKube } from '../cluster/api/kube.ts';
import { createNamespace } from '../cluster/api/namespaces.ts';
import { deploy } from './deploy.ts';
import type { Order } from './inside/orders.ts';
import type { ShardMessage } from './log/message.ts';
import type { Loss, LostShard } from './lost-shard.ts';
import { newRunId, ORDER_ANNOTATION, podsOf, RUN_LABEL, type Run } from './objects/names.ts';
import {
  type KubernetesOutcome,
  type KubernetesRunOptions,
  PATIENCE,
  type Patience,
  type RunPhase,
} from './options.ts';
import { removeRun } from './remove.ts';
import { KubernetesRunError } from './run-error.ts';
import { Shard } from './shard.ts';
import { Watch } from './watch.ts';

const MOST_SHARDS = 500;

/**
 * Runs the shards of a fleet as Jobs on a cluster, from Kubernetes 1.20 on, and brings back what they have measured. A shard
 * that is lost is named with its reason; the others count. Nothing of the run is left on the cluster.
 * @throws ClusterError, KubernetesRunError where nothing can be run; what was made is removed by then
 */
export async function runOnKubernetes(options: KubernetesRunOptions): Promise<KubernetesOutcome> {
  const { shards, kubeconfig, namespace } = options;
  if (!Number.isInteger(shards) || shards < 1 || shards > MOST_SHARDS)
    throw new KubernetesRunError('FLEET_SHARDS_INVALID', `${shards} shards; give a number from 1 to ${MOST_SHARDS}`);
  const id = newRunId();
  const run: Run = { id, namespace: namespace ?? `waspect-fleet-${id}`, shards };
  const kube = await openKube(kubeconfig);
  try {
    if (namespace === null) await createNamespace(kube, run.namespace, { [RUN_LABEL]: id });
    return await new FleetRun(kube, run, options).result();
  } finally {
    await kube.close();
  }
}

class FleetRun {
  readonly #kube: Kube;
  readonly #run: Run;
  readonly #options: KubernetesRunOptions;
  readonly #patience: Patience;
  readonly #shards: readonly Shard[];
  readonly #watch: Watch;
  #phase: RunPhase = 'deploying';
  #startAt: number | null = null;

  constructor(kube: Kube, run: Run, options: KubernetesRunOptions) {
    this.#kube = kube;
    this.#run = run;
    this.#options = options;
    this.#patience = { ...PATIENCE, ...options.patience };
    const { lookMs } = this.#patience;
    const onMessage = (message: ShardMessage): void => this.#passOn(message);
    this.#shards = Array.from({ length: run.shards }, (_, index) => new Shard({ kube, run, index, lookMs, onMessage }));
    this.#watch = new Watch(kube, run, this.#shards, this.#patience, () => this.#tell());
  }

  async result(): Promise<KubernetesOutcome> {
    let leftBehind: string | null = null;
    try {
      this.#tell();
      await deploy(this.#kube, this.#run, this.#options, this.#patience);
      await this.#gather();
      if (this.#open().length > 0) await this.#start();
      if (this.#open().length > 0) await this.#collect();
    } finally {
      this.#enter('removing');
      await Promise.all(this.#shards.map((shard) => shard.close()));
      leftBehind = await removeRun(this.#kube, this.#run, this.#options.namespace === null);
    }
    return this.#outcome(leftBehind);
  }

  /** Until all shards are ready or lost; who is not in time is left behind. */
  async #gather(): Promise<void> {
    this.#enter('gathering');
    const { signal } = this.#options;
    await this.#watch.until(
      () => this.#shards.every((shard) => shard.isSettled || shard.standing === 'ready'),
      this.#patience.readyMs,
      signal,
    );
    if (signal.aborted) return this.#loseAll({ code: 'SHARD_INTERRUPTED', message: 'interrupted before the start' });
    for (const shard of this.#open())
      if (shard.standing !== 'ready') shard.lose(shard.whyNotReady(await this.#watch.refusalOf(shard.index)));
  }

  /** All at the same moment by the clocks of the nodes, of which none may have passed it when the order arrives. */
  async #start(): Promise<void> {
    const offset = Math.max(...this.#offsets());
    this.#startAt = Math.ceil(Date.now() + offset + this.#patience.leadMs);
    for (const shard of this.#open()) shard.started();
    await this.#order({ startAt: this.#startAt });
    this.#enter('running');
  }

  async #collect(): Promise<void> {
    const { durationMs, signal } = this.#options;
    const { leadMs, drainMs, stopMs } = this.#patience;
    const allSettled = (): boolean => this.#open().length === 0;
    await this.#watch.until(allSettled, leadMs + durationMs + drainMs, signal);
    if (signal.aborted) {
      await this.#order({ stop: true });
      await this.#watch.until(allSettled, stopMs, NEVER);
      this.#loseAll({
        code: 'SHARD_INTERRUPTED',
        message: `interrupted, and no report came within ${stopMs / 1000} s`,
      });
    }
    this.#loseAll({
      code: 'SHARD_SILENT',
      message: `no report came within ${drainMs / 1000} s after the planned end; see its log`,
    });
  }

  /** Whoever does not get it says so itself, or is silent. */
  async #order(order: Order): Promise<void> {
    const change = { metadata: { annotations: { [ORDER_ANNOTATION]: JSON.stringify(order) } } };
    await Promise.all(
      this.#open().map((shard) =>
        this.#kube.patch(`${podsOf(this.#run)}/${shard.podName}`, change).catch((error: Error) =>
          shard.lose({
            code: 'SHARD_NOT_READY',
            message: `it could not be told ${JSON.stringify(order)}: ${error.message}`,
          }),
        ),
      ),
    );
  }

  #outcome(leftBehind: string | null): KubernetesOutcome {
    const of = this.#run.shards;
    const interrupted = this.#options.signal.aborted;
    const named = (index: number, loss: Loss): LostShard => ({ index, of, ...loss });
    const offsets = this.#offsets();
    return {
      reports: this.#shards.flatMap(({ outcome }) => outcome?.report ?? []),
      lost: this.#shards.flatMap(({ index, loss }) => (loss ? named(index, loss) : [])),
      cutShort: this.#shards.flatMap(({ index, outcome }) =>
        outcome === null || outcome.complete ? [] : named(index, interrupted ? STOPPED : ENDED_EARLY),
      ),
      startAt: this.#startAt,
      clockSpreadMs: offsets.length === 0 ? 0 : Math.max(...offsets) - Math.min(...offsets),
      leftBehind,
    };
  }

  #open(): readonly Shard[] {
    return this.#shards.filter((shard) => !shard.isSettled);
  }

  #offsets(): readonly number[] {
    return this.#shards.flatMap(({ clockOffset }) => clockOffset ?? []);
  }

  #loseAll(loss: Loss): void {
    for (const shard of this.#open()) shard.lose(loss);
  }

  #passOn(message: ShardMessage): void {
    if (message.kind === 'adopted') for (const each of message.adoptions) this.#options.onAdopted(each);
    if (message.kind === 'enrolled') for (const each of message.enrolments) this.#options.onEnrolled(each);
    if (message.kind === 'acknowledged') for (const each of message.reports) this.#options.onAcknowledged(each);
  }

  #enter(phase: RunPhase): void {
    this.#phase = phase;
    this.#tell();
  }

  #tell(): void {
    this.#options.onProgress({
      phase: this.#phase,
      startAt: this.#startAt,
      shards: this.#shards.map(({ progress }) => progress),
    });
  }
}

const NEVER = new AbortController().signal;

const STOPPED: Loss = { code: 'SHARD_INTERRUPTED', message: 'interrupted; what it had measured until then counts' };

const ENDED_EARLY: Loss = {
  code: 'SHARD_POD_DELETED',
  message:
    'its pod was asked to end while it ran; what it had measured until then counts; see who did (an operator, a drained node, a preemption)',
};
