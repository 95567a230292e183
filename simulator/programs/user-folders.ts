import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this user's programs and what is made from them are kept between runs (XDG Base Directory Specification). */
export const cacheFolder = (env: Environment = process.env): string => userFolder(env, 'XDG_CACHE_HOME', '.cache');

/** Where notes about what runs outlive the process that wrote them (XDG Base Directory Specification). */
export const stateFolder = (env: Environment = process.env): string =>
  userFolder(env, 'XDG_STATE_HOME', '.local/state');

/** A relative path, or an empty one, would mean another folder for each working directory: neither is followed. */
function userFolder(env: Environment, variable: string, below: string): string {
  return join(absolute(env[variable]) ?? join(absolute(env['HOME']) ?? userInfo().homedir, below), 'waspect');
}

const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined;
