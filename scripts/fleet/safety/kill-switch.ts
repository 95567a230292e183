import { existsSync } from 'node:fs';
import { ConfigurationError } from '../../../suites/harness/failure.ts';

const LOOKED_AT_MS = 500;

/** Ends a run when a file appears: for whoever has the machine, but not the terminal. */
export interface KillSwitch extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Looks for the file twice a second: watching a folder misses files on network shares.
 * @throws ConfigurationError FLEET_KILL_SWITCH where it is there already
 */
export function killSwitch(file: string): KillSwitch {
  if (existsSync(file))
    throw new ConfigurationError(
      'FLEET_KILL_SWITCH',
      `the kill switch ${file} is there, so nothing is started; remove it`,
    );
  const thrown = new AbortController();
  const timer = setInterval(() => {
    if (existsSync(file)) thrown.abort();
  }, LOOKED_AT_MS).unref();
  return { signal: thrown.signal, [Symbol.dispose]: () => clearInterval(timer) };
}
