import { findProgram } from '../programs/find-program.ts';
import { systemSearchPath } from '../programs/search-path.ts';
import { GitError } from './git-error.ts';

const found = new Map<string, string>();

/**
 * Absolute path of the git of this machine.
 * @throws GitError GIT_UNAVAILABLE
 */
export async function gitProgram(searchPath: string = systemSearchPath()): Promise<string> {
  const path = found.get(searchPath) ?? (await findProgram('git', searchPath));
  if (path === undefined)
    throw new GitError(
      'GIT_UNAVAILABLE',
      'no git is on PATH; install Git 2.30 or newer (https://git-scm.com/downloads), or put it on PATH',
    );
  found.set(searchPath, path);
  return path;
}
