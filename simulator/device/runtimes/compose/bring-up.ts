import type { EngineAccess } from '../../../engine/engine.ts';
import { type ComposeCall, compose } from './compose-command.ts';
import type { Readiness } from './readiness.ts';

const UP = ['up', '-d', '--remove-orphans', '--quiet-pull'];

/** Has Compose make the project what its files say. @throws ComposeFailure; the reason of the signal */
export const up = async (engine: EngineAccess, call: ComposeCall): Promise<void> => {
  await compose(engine, call, UP, 'COMPOSE_FAILED');
};

/**
 * As {@link up}, and waits until everything runs. A container that ends badly ends the wait at once, also where Compose
 * itself goes on waiting for one that depends on it.
 * @throws ComposeFailure, EngineError, the reason of the signal
 */
export async function upAndReady(engine: EngineAccess, call: ComposeCall, readiness: Readiness): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([call.signal, over.signal]);
  const upping = up(engine, { ...call, signal });
  const watching = readiness.watchForExit(signal);
  try {
    await Promise.race([upping, watching]);
  } catch (error) {
    // Compose says that something depends on a container that has ended; the container itself says why.
    if (!signal.aborted) await readiness.lookForExit();
    throw error;
  } finally {
    over.abort();
    await Promise.allSettled([upping, watching]);
  }
  await readiness.whenReady(call.signal);
}
