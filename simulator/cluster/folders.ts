import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where notes about what runs outlive the process that wrote them (XDG Base Directory Specification). */
export const stateFolder = (env: Environment = process.env): string =>
  join(env['XDG_STATE_HOME'] || join(homedir(), '.local/state'), 'waspect');

/** Where what can be made again is kept (XDG Base Directory Specification). */
export const cacheFolder = (env: Environment = process.env): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'waspect');
