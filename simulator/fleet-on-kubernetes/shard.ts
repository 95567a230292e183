import { setTimeout as sleep } from 'node:timers/promises';
import type { Kube } from '../cluster/api/kube.ts';
import { type KubeObject, nameOf } from '../cluster/api/kube-object.ts';
import type { SliceProgress } from '../fleet/shard/slice-options.ts';
import { FrameReader } from './log/frame-reader.ts';
import { linesOf } from './log/lines.ts';
import { type ShardMessage, type ShardReport, START_MISSED, STOPPED } from './log/message.ts';
import type { Loss } from './lost-shard.ts';
import { CONTAINER } from './objects/job.ts';
import { podsOf, type Run } from './objects/names.ts';
import type { ShardProgress, ShardStanding } from './options.ts';
import { POD_DELETED, type PodState, podState } from './pod-state.ts';

export interface ShardOptions {
  readonly kube: Kube;
  readonly run: Run;
  readonly index: number;
  /** Between two attempts to read a log. */
  readonly lookMs: number;
  /** Hears what is not about the shard itself. */
  readonly onMessage: (message: Extract<ShardMessage, { kind: 'adopted' | 'enrolled' | 'acknowledged' }>) => void;
}

/** Lines that are no messages, kept for the reason of a loss. */
const LAST_WORDS = 8;

/** One shard as it is seen from outside: what its pod is said to do, and what its log tells. */
export class Shard {
  readonly index: number;
  readonly #options: ShardOptions;
  readonly #reader: FrameReader;
  readonly #closed = new AbortController();
  #standing: ShardStanding = 'waiting';
  #pod: { readonly name: string; state: PodState; isGone: boolean } | null = null;
  #following: Promise<void> | null = null;
  #heardAt = 0;
  #progress: SliceProgress | null = null;
  #report: { readonly report: ShardReport; readonly complete: boolean } | null = null;
  #loss: Loss | null = null;
  #damage = '';
  readonly #otherLines: string[] = [];
  /** The clock of its node less ours, in milliseconds: the largest seen, as news takes its time. */
  #clockOffset: number | null = null;

  constructor(options: ShardOptions) {
    this.index = options.index;
    this.#options = options;
    this.#reader = new FrameReader({
      onMessage: (message) => this.#hear(message),
      onOther: (line) => {
        this.#otherLines.push(line);
        if (this.#otherLines.length > LAST_WORDS) this.#otherLines.shift();
      },
      onDamage: (what) => {
        this.#damage = what;
      },
    });
  }

  get standing(): ShardStanding {
    return this.#standing;
  }

  get isSettled(): boolean {
    return this.#standing === 'reported' || this.#standing === 'lost';
  }

  get clockOffset(): number | null {
    return this.#clockOffset;
  }

  get podName(): string | null {
    return this.#pod?.name ?? null;
  }

  get outcome(): { readonly report: ShardReport; readonly complete: boolean } | null {
    return this.#report;
  }

  get loss(): Loss | null {
    return this.#loss;
  }

  get progress(): ShardProgress {
    const remark = this.#loss?.message ?? (this.#standing === 'waiting' ? (this.#pod?.state.waits ?? '') : '');
    return { standing: this.#standing, remark, progress: this.#progress };
  }

  /** Since when nothing was heard, by `performance.now()`; undefined where nothing can be expected yet. */
  get silentSince(): number | undefined {
    return this.#following === null || this.isSettled ? undefined : this.#heardAt;
  }

  /** Why it is not ready, where it has to be by now. */
  whyNotReady(refusal: string): Loss {
    if (this.#pod === null)
      return {
        code: 'SHARD_REFUSED',
        message: `the cluster made no pod for it (${refusal || 'it does not say why'}); see the quota and the policies of the namespace`,
      };
    const { scheduled, waits } = this.#pod.state;
    if (!scheduled)
      return {
        code: 'SHARD_NOT_SCHEDULED',
        message: `no node took its pod (${waits || 'the scheduler does not say why'}); ask for less, take fewer shards, or wait longer`,
      };
    const words = this.#otherLines.join(' | ');
    return {
      code: 'SHARD_NOT_READY',
      message: `its pod did not get ready (${[waits, words].filter(Boolean).join('; ') || 'it says nothing'}); see the pod and its node`,
    };
  }

  /** What the list of the run's pods says; undefined where it has none of this shard. */
  observe(pod: KubeObject | undefined): void {
    if (this.isSettled) return;
    const known = this.#pod;
    // A Job may make another pod in the place of one that was deleted: it comes too late for the run.
    const isAnother = known !== null && pod !== undefined && nameOf(pod) !== known.name;
    if (known === null && pod !== undefined) this.#pod = { name: nameOf(pod), state: podState(pod), isGone: false };
    else if (known !== null && (pod === undefined || isAnother)) known.isGone = true;
    else if (known !== null && pod !== undefined) known.state = podState(pod);
    this.#judge();
  }

  lose(loss: Loss): void {
    if (this.isSettled) return;
    this.#loss = loss;
    this.#settle('lost');
  }

  started(): void {
    if (this.#standing === 'ready') this.#standing = 'running';
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#following;
  }

  #judge(): void {
    const pod = this.#pod;
    if (pod === null) return;
    if (pod.state.begun) {
      this.#following ??= this.#follow(pod.name);
      // Its log may still say more than its status, and is read to the end first.
      if (pod.state.loss?.code === 'SHARD_NODE_LOST') this.lose(pod.state.loss);
      return;
    }
    if (pod.isGone) this.lose(POD_DELETED);
    else if (pod.state.loss !== null) this.lose(pod.state.loss);
  }

  async #follow(pod: string): Promise<void> {
    const { kube, run, lookMs } = this.#options;
    const path = `${podsOf(run)}/${pod}/log?container=${CONTAINER}&follow=true`;
    this.#heardAt = performance.now();
    while (!this.#closed.signal.aborted) {
      // What it says after this has all been in its log before.
      const wasOver = this.#isOver();
      this.#reader.rewind();
      let trouble = '';
      try {
        for await (const line of linesOf(kube.stream(path, this.#closed.signal))) {
          this.#heardAt = performance.now();
          this.#reader.line(line);
        }
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
      }
      if (this.isSettled) return;
      if (wasOver) return this.lose(this.#whyWithoutReport(trouble));
      await sleep(lookMs, undefined, { signal: this.#closed.signal }).catch(() => undefined);
    }
  }

  #isOver(): boolean {
    return this.#pod !== null && (this.#pod.isGone || this.#pod.state.ended);
  }

  #whyWithoutReport(trouble: string): Loss {
    const loss = this.#pod?.isGone ? POD_DELETED : (this.#pod?.state.loss ?? POD_DELETED);
    if (loss.code !== 'SHARD_FAILED') return loss;
    if (this.#damage !== '' || trouble !== '')
      return {
        code: 'SHARD_REPORT_DAMAGED',
        message: `its log did not come whole (${this.#damage || trouble}); see whether something rotates or filters logs of pods`,
      };
    const words = this.#otherLines.join(' | ');
    return words === '' ? loss : { ...loss, message: `${loss.message}; it said: ${words}` };
  }

  #hear(message: ShardMessage): void {
    if (this.isSettled) return;
    if (message.kind === 'ready') this.#ready(message.at);
    else if (message.kind === 'progress') this.#progress = message.progress;
    else if (message.kind === 'report') {
      this.#report = message;
      this.#settle('reported');
    } else if (message.kind === 'failed') this.lose(failure(message));
    else if (message.kind !== 'armed') this.#options.onMessage(message);
  }

  #ready(at: number): void {
    this.#clockOffset = Math.max(this.#clockOffset ?? Number.NEGATIVE_INFINITY, at - Date.now());
    if (this.#standing === 'waiting') this.#standing = 'ready';
  }

  #settle(standing: 'reported' | 'lost'): void {
    this.#standing = standing;
    this.#closed.abort();
  }
}

function failure({ code, message }: Extract<ShardMessage, { kind: 'failed' }>): Loss {
  if (code === STOPPED) return POD_DELETED;
  return { code: code === START_MISSED ? 'SHARD_START_MISSED' : 'SHARD_FAILED', message: `${code}: ${message}` };
}
