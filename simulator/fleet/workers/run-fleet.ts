import { availableParallelism } from 'node:os';
import type { Slice } from '../courses/intent.ts';
import { rowsOf } from '../courses/slice.ts';
import { mergeProgress } from '../metrics/merge.ts';
import type { MergedReport } from '../metrics/report.ts';
import { horizonUs } from '../plan/horizon.ts';
import type { SliceOptions, SliceProgress } from '../shard/slice-options.ts';
import { runClock } from '../wheel/pacer.ts';
import { gather } from './gather.ts';
import type { SliceTask } from './slice-task.ts';
import { SliceWorker } from './slice-worker.ts';

const PROGRESS_MS = 500;
/** From when all are ready, until they have heard that they may begin. */
const LEAD_MS = 100;
/** Beyond what is allowed for the last exchange: then a worker hangs. */
const PATIENCE_MS = 10_000;

export interface FleetOptions
  extends Omit<SliceTask, 'slice'>,
    Pick<SliceOptions, 'onAdopted' | 'onEnrolled' | 'onReported' | 'signal'> {
  /** Module of a worker, which calls `serveSlice`. */
  readonly entry: URL;
  /** The part of the fleet that this process runs; default: all of it. */
  readonly shard?: Slice;
  /** Threads; default: one for each core but one, which is left to the WFM. */
  readonly workers?: number;
  /** Asked when all workers are ready: milliseconds since the epoch; default: at once. */
  readonly startAt?: () => Promise<number>;
  /** All workers together, about twice a second. */
  readonly onProgress: (progress: SliceProgress) => void;
}

/**
 * Runs a fleet, or a shard of one, on worker threads that begin at the same moment. A worker that dies is an incident, its
 * devices are lost, and the others go on.
 */
export async function runFleet(options: FleetOptions): Promise<MergedReport> {
  const { entry, shard = { index: 0, of: 1 }, workers: wanted, startAt: ask, onProgress, signal, ...rest } = options;
  const { onAdopted, onEnrolled, onReported, plan, ...task } = rest;
  const of = Math.max(1, Math.min(wanted ?? availableParallelism() - 1, rowsOf(plan.devices, shard)));
  const workers = Array.from({ length: of }, (_, index) => {
    const slice = { index: shard.index + shard.of * index, of: shard.of * of };
    return new SliceWorker(entry, { ...task, plan, slice }, { onAdopted, onEnrolled, onReported });
  });
  const giveUp = Promise.withResolvers<void>();
  const timers: NodeJS.Timeout[] = [];
  const giveUpIn = (ms: number): unknown =>
    timers.push(setTimeout(giveUp.resolve, ms + plan.conduct.requestMs + PATIENCE_MS));
  const end = (): void => {
    for (const worker of workers) worker.tell({ kind: 'end' });
    giveUpIn(0);
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  timers.push(
    setInterval(() => onProgress(mergeProgress(workers.flatMap((each) => each.progress ?? []))), PROGRESS_MS),
  );
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    const startAt = (await ask?.()) ?? Date.now() + LEAD_MS;
    for (const worker of workers) worker.tell({ kind: 'start', startAt });
    giveUpIn(startAt - Date.now() + horizonUs(plan) / 1000);
    return await gather(workers, shard, runClock(startAt), giveUp.promise);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', end);
    await Promise.all(workers.map((worker) => worker.kill()));
  }
}
