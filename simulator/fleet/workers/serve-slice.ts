import { parentPort, workerData } from 'node:worker_threads';
import { openIdentities } from '../identities/open-identities.ts';
import type { ExchangeJudge } from '../judging/judge.ts';
import { runSlice } from '../shard/run-slice.ts';
import type { SliceTask, WorkerMessage, WorkerOrder } from './slice-task.ts';

/**
 * What the module of a worker does: it runs the slice that it was given, and tells how it goes.
 * @throws Error outside of a worker
 */
export async function serveSlice(makeJudge: (task: SliceTask) => ExchangeJudge | null): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('NOT_A_WORKER: this module is started by runFleet');
  const task: SliceTask = workerData;
  const say = (message: WorkerMessage): void => port.postMessage(message);
  const ending = new AbortController();
  const started = Promise.withResolvers<number>();
  port.on('message', (order: WorkerOrder) => {
    if (order.kind === 'start') started.resolve(order.startAt);
    else ending.abort();
    // Who is ended before the start has nothing to run.
    if (order.kind === 'end') started.resolve(Date.now());
  });
  const report = await runSlice({
    ...task,
    identities: await openIdentities(task.identities, task.issuer),
    judge: makeJudge(task),
    startAt: () => {
      say({ kind: 'ready' });
      return started.promise;
    },
    onProgress: (progress) => say({ kind: 'progress', progress }),
    onEnrolled: (enrolled) => say({ kind: 'enrolled', enrolled }),
    onAdopted: (adoption) => say({ kind: 'adopted', adoption }),
    onReported: (acknowledged) => say({ kind: 'reported', report: acknowledged }),
    signal: ending.signal,
  }).catch((error: unknown) => {
    throw firstOf(error);
  });
  say({ kind: 'done', report });
  port.close();
}

/** What went wrong first; that closing went wrong, too, says less. */
const firstOf = (error: unknown): unknown => (error instanceof SuppressedError ? firstOf(error.suppressed) : error);
