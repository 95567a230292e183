import { join } from 'node:path';
import { runProgram } from '../programs/run-program.ts';
import { gitEnvironment } from './git-environment.ts';
import { GitError } from './git-error.ts';
import { gitProgram } from './git-program.ts';

let found: Promise<string> | undefined;

/**
 * Absolute path of `git-http-backend`, beside the other programs of this machine's git. Started as such, it spares each
 * request the process of `git`, which would only start it and wait.
 * @throws GitError GIT_UNAVAILABLE
 */
export function httpBackendProgram(): Promise<string> {
  found ??= locate().catch((error: unknown) => {
    // Git may be put on PATH while this process runs.
    found = undefined;
    throw error;
  });
  return found;
}

async function locate(): Promise<string> {
  const result = await runProgram({
    file: await gitProgram(),
    args: ['--exec-path'],
    env: gitEnvironment('/'),
    timeoutMs: 10_000,
    maxOutputBytes: 4096,
  });
  if (result.kind === 'exited' && result.code === 0) return join(result.stdout.trim(), 'git-http-backend');
  throw new GitError('GIT_UNAVAILABLE', 'git does not say where its programs are; install it again');
}
