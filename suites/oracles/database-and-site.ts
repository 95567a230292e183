import { broken, HOLDS, type Judgement } from './judgement.ts';
import type { StoredStatus } from './observation.ts';

/**
 * The database calls installed what runs as it is asked for, and nothing else (USR-011). `runs` says it of each component.
 */
export function tellsWhatRuns(stored: StoredStatus | undefined, runs: ReadonlyMap<string, boolean>): Judgement {
  for (const [component, isRunning] of runs) {
    const state = stored?.components.find(({ name }) => name === component)?.state;
    if ((state === 'installed') === isRunning) continue;
    return broken(
      isRunning
        ? `component ${component} installed, as it runs`
        : `component ${component} not installed, as it does not run as it is asked for`,
      `component ${component} ${state ?? 'unknown'}`,
    );
  }
  return HOLDS;
}
