/** Repeated signals within this time are one: a launcher and a terminal may both pass it on. */
const SAME_SIGNAL_MS = 1000;

export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

/** Ends a run in good order on the first SIGINT or SIGTERM; a later one ends the process at once. */
export function interruption(): Interruption {
  const controller = new AbortController();
  let first = 0;
  const onSignal = (): void => {
    const now = Date.now();
    if (controller.signal.aborted && now - first > SAME_SIGNAL_MS) process.exit(130);
    if (controller.signal.aborted) return;
    first = now;
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
