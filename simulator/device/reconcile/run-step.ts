import type { ComponentResult } from '../runtimes/runtime.ts';
import type { Clock } from '../time/clock.ts';

/** One operation of a runtime, given up when its time is over or the device stops; never rejects. */
export async function runStep(
  clock: Clock,
  timeoutMs: number,
  stopping: AbortSignal,
  operation: (signal: AbortSignal) => Promise<ComponentResult>,
): Promise<ComponentResult> {
  const over = new AbortController();
  const timer = new AbortController();
  const timeout = clock.sleep(timeoutMs, AbortSignal.any([timer.signal, stopping])).then((): ComponentResult => {
    // An operation may have to clear up where its time is over; where the device stops, what was begun stays.
    over.abort(stopping.aborted ? undefined : new DOMException('it takes too long', 'TimeoutError'));
    return failed('TIMEOUT', `it took longer than ${timeoutMs / 1000} s`);
  });
  try {
    return await Promise.race([attempt(operation, over.signal), timeout]);
  } finally {
    timer.abort();
  }
}

async function attempt(
  operation: (signal: AbortSignal) => Promise<ComponentResult>,
  signal: AbortSignal,
): Promise<ComponentResult> {
  try {
    return await operation(signal);
  } catch (error) {
    return failed('RUNTIME_ERROR', error instanceof Error ? error.message : String(error));
  }
}

const failed = (code: string, message: string): ComponentResult => ({ kind: 'failed', failure: { code, message } });
