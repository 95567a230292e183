import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where this user's programs and what is made from them are kept between runs. An unset HOME or a relative path is not followed. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.cache'), 'waspect');
}
