import { type ProgramResult, runProgram } from '../programs/run-program.ts';
import { type GitSetting, gitEnvironment } from './git-environment.ts';
import { GitError } from './git-error.ts';
import { gitProgram } from './git-program.ts';

export interface GitRun {
  /** The repository, bare; also the home of the process. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly settings?: readonly GitSetting[];
  readonly input?: string | Uint8Array;
  /** Default: half a minute. */
  readonly timeoutMs?: number;
  /** Default: 1 MiB. */
  readonly maxOutputBytes?: number;
  readonly signal?: AbortSignal;
  /** `latin1` for output that is no text: a character for each byte. Default `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Whether stderr shows each line of Git's wire protocol: false. */
  readonly tracePackets?: boolean;
}

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 1024 * 1024;
const MAX_COMPLAINT = 400;

/**
 * Runs git on a repository and says how that ended.
 * @throws GitError GIT_UNAVAILABLE
 */
export async function tryGit(run: GitRun): Promise<ProgramResult> {
  const { folder, args, settings, timeoutMs = TIMEOUT_MS, maxOutputBytes = MAX_OUTPUT, tracePackets, ...rest } = run;
  return runProgram({
    file: await gitProgram(),
    args: [`--git-dir=${folder}`, ...args],
    env: { ...gitEnvironment(folder, settings), ...(tracePackets && { GIT_TRACE_PACKET: '1' }) },
    cwd: folder,
    timeoutMs,
    maxOutputBytes,
    ...rest,
  });
}

/**
 * Runs git where nothing but success is expected, and gives what it printed.
 * @throws GitError GIT_UNAVAILABLE, GIT_FAILED
 */
export async function git(run: GitRun): Promise<string> {
  const result = await tryGit(run);
  if (result.kind === 'exited' && result.code === 0 && !result.truncated) return result.stdout;
  throw new GitError('GIT_FAILED', `git ${run.args[0]} ${complaint(result)}; see whether ${run.folder} is intact`);
}

/** What git said of its own failure, in a line. */
export function complaint(result: ProgramResult): string {
  if (result.kind === 'not-started') return `could not be started: ${result.message}`;
  const said = result.stderr.trim().replaceAll(/\s+/g, ' ').slice(-MAX_COMPLAINT);
  const how = result.kind === 'exited' ? `exited with ${result.code}` : `was ended (${result.kind})`;
  return said === '' ? how : `${how}: ${said}`;
}
