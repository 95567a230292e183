import { setTimeout as sleep } from 'node:timers/promises';
import type { Kube } from '../cluster/api/kube.ts';
import { type KubeObject, textAt } from '../cluster/api/kube-object.ts';
import { eventsOf, jobName, podsOf, type Run, SHARD_LABEL, selectorOf } from './objects/names.ts';
import type { Patience } from './options.ts';
import type { Shard } from './shard.ts';

/** Looks at the pods of a run again and again. */
export class Watch {
  readonly #kube: Kube;
  readonly #run: Run;
  readonly #shards: readonly Shard[];
  readonly #patience: Patience;
  readonly #onLook: () => void;
  #answeredAt = performance.now();

  constructor(kube: Kube, run: Run, shards: readonly Shard[], patience: Patience, onLook: () => void) {
    this.#kube = kube;
    this.#run = run;
    this.#shards = shards;
    this.#patience = patience;
    this.#onLook = onLook;
  }

  /** Until something holds, the time is over or the signal aborts, whatever comes first. */
  async until(holds: () => boolean, limitMs: number, signal: AbortSignal): Promise<void> {
    const end = performance.now() + limitMs;
    for (;;) {
      await this.#look();
      this.#onLook();
      if (holds() || performance.now() > end || signal.aborted) return;
      await sleep(this.#patience.lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Why the cluster makes no pod for a shard, where it says so and we may know. */
  async refusalOf(shard: number): Promise<string> {
    const query = { fieldSelector: `involvedObject.name=${jobName(this.#run, shard)}` };
    const events = await this.#kube.list(eventsOf(this.#run), query).catch(() => []);
    return textAt(events.findLast((event) => textAt(event, 'type') === 'Warning') ?? {}, 'message');
  }

  async #look(): Promise<void> {
    const { silentMs } = this.#patience;
    try {
      const pods = await this.#kube.list(podsOf(this.#run), { labelSelector: selectorOf(this.#run) });
      this.#answeredAt = performance.now();
      for (const shard of this.#shards) shard.observe(podOf(pods, shard));
    } catch (error) {
      if (performance.now() - this.#answeredAt < silentMs) return;
      const reason = error instanceof Error ? error.message : String(error);
      for (const shard of this.#shards)
        shard.lose({
          code: 'SHARD_SILENT',
          message: `the cluster has not answered for ${silentMs / 1000} s (${reason})`,
        });
    }
    for (const shard of this.#shards) {
      const since = shard.silentSince;
      if (since !== undefined && performance.now() - since > silentMs)
        shard.lose({
          code: 'SHARD_SILENT',
          message: `nothing was heard of it for ${silentMs / 1000} s, though its pod is said to run; see its node`,
        });
    }
  }
}

/** The pod that is known, else the oldest: a Job may make another one in the place of a pod that was deleted. */
function podOf(pods: readonly KubeObject[], shard: Shard): KubeObject | undefined {
  const own = pods.filter((pod) => textAt(pod, 'metadata', 'labels', SHARD_LABEL) === String(shard.index));
  const known = own.find((pod) => textAt(pod, 'metadata', 'name') === shard.podName);
  const created = (pod: KubeObject): string => textAt(pod, 'metadata', 'creationTimestamp');
  return known ?? own.toSorted((a, b) => (created(a) < created(b) ? -1 : 1))[0];
}
