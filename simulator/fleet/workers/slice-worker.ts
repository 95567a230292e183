import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Slice } from '../courses/intent.ts';
import { rowsOf } from '../courses/slice.ts';
import type { SliceReport } from '../metrics/report.ts';
import type { SliceOptions, SliceProgress } from '../shard/slice-options.ts';
import { heapLimits } from './heap-limits.ts';
import type { SliceTask, WorkerMessage, WorkerOrder } from './slice-task.ts';

/** Between the order to end at once and its end. */
const MOST_MS = 5000;

export type SliceWorkerListener = Pick<SliceOptions, 'onAdopted' | 'onEnrolled' | 'onReported'>;

/** What became of a worker: what it has measured, or why there is nothing. */
export type SliceOutcome =
  | { readonly kind: 'report'; readonly report: SliceReport }
  | { readonly kind: 'died'; readonly reason: string };

/** A thread that runs a slice. */
export class SliceWorker {
  readonly slice: Slice;
  /** Resolves when it is ready to begin, or has died. */
  readonly ready: Promise<void>;
  /** Resolves when it is over. */
  readonly outcome: Promise<SliceOutcome>;
  /** The latest. */
  progress: SliceProgress | undefined;
  readonly #worker: Worker;

  constructor(entry: URL, task: SliceTask, { onAdopted, onEnrolled, onReported }: SliceWorkerListener) {
    const { plan, slice } = task;
    const resourceLimits = heapLimits(rowsOf(plan.devices, slice));
    const worker = new Worker(entry, { workerData: task, resourceLimits });
    const ready = Promise.withResolvers<void>();
    const outcome = Promise.withResolvers<SliceOutcome>();
    const over = (result: SliceOutcome): void => {
      outcome.resolve(result);
      ready.resolve();
    };
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') ready.resolve();
      else if (message.kind === 'progress') this.progress = message.progress;
      else if (message.kind === 'adopted') onAdopted(message.adoption);
      else if (message.kind === 'enrolled') onEnrolled(message.enrolled);
      else if (message.kind === 'reported') onReported(message.report);
      else over({ kind: 'report', report: message.report });
    });
    worker.on('error', (error: unknown) =>
      over({ kind: 'died', reason: error instanceof Error ? error.message : String(error) }),
    );
    worker.on('exit', (code) => over({ kind: 'died', reason: `it exited with ${code}` }));
    this.slice = slice;
    this.ready = ready.promise;
    this.outcome = outcome.promise;
    this.#worker = worker;
  }

  tell(order: WorkerOrder): void {
    this.#worker.postMessage(order);
  }

  /** At once, whatever it is doing; one that does not even end so is waited for no longer. */
  async kill(): Promise<void> {
    const waiting = new AbortController();
    const { signal } = waiting;
    await Promise.race([
      this.#worker.terminate(),
      pause(MOST_MS, undefined, { signal, ref: false }).catch(() => undefined),
    ]);
    waiting.abort();
    this.#worker.unref();
  }
}
