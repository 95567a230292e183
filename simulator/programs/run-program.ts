import { type ChildProcess, spawn } from 'node:child_process';
import { type BoundedOutput, collect } from './bounded-output.ts';

export interface ProgramRun {
  /** Absolute path; never looked up, never given to a shell. */
  readonly file: string;
  readonly args: readonly string[];
  /** All that the program sees; nothing of this process's own environment is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly timeoutMs: number;
  /** Kept of each of the two outputs: the beginning of stdout, the end of stderr. */
  readonly maxOutputBytes: number;
  /** `latin1` for output that is no text: a character for each byte. Default `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
  readonly signal?: AbortSignal;
  /** Told once that the program runs: its process id, which is that of its group. */
  readonly onStart?: (pid: number) => void;
}

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Whether something of either output was left away. */
  readonly truncated: boolean;
}

/** How a run ended; only `exited` with code 0 is success. */
export type ProgramResult =
  | (ProgramOutput & { readonly kind: 'exited'; readonly code: number })
  /** Ended by a signal that was not ours. */
  | (ProgramOutput & { readonly kind: 'killed'; readonly by: NodeJS.Signals })
  | (ProgramOutput & { readonly kind: 'timeout' | 'aborted' })
  /** `code` as the system says it: ENOENT, EACCES, E2BIG. */
  | { readonly kind: 'not-started'; readonly code: string; readonly message: string };

/** Outputs of a descendant that has left the group are not waited for any longer than this. */
const DRAIN_MS = 1_000;

/** Runs a program in a process group of its own, which is killed as a whole on abort or timeout. Never rejects. */
export async function runProgram(run: ProgramRun): Promise<ProgramResult> {
  if (run.signal?.aborted) return { kind: 'aborted', stdout: '', stderr: '', truncated: false };
  const child = start(run);
  if ('kind' in child) return child;
  const stdout = collect(child.stdout, run.maxOutputBytes, 'first', run.encoding);
  const stderr = collect(child.stderr, run.maxOutputBytes, 'last');
  // A program that does not read its input to the end says why itself.
  child.stdin.on('error', () => undefined).end(run.input ?? '');
  const cut = cutShort(child, run);
  const ended = await end(child);
  const reason = cut.stop();
  const output = outputOf(stdout, stderr);
  if (ended.kind === 'not-started') return ended;
  if (reason) return { kind: reason, ...output };
  return ended.signal === null
    ? { kind: 'exited', code: ended.code ?? -1, ...output }
    : { kind: 'killed', by: ended.signal, ...output };
}

type NotStarted = Extract<ProgramResult, { kind: 'not-started' }>;

function start({ file, args, env, cwd, onStart }: ProgramRun): ReturnType<typeof spawnPiped> | NotStarted {
  try {
    const child = spawnPiped(file, args, env, cwd);
    if (child.pid !== undefined) onStart?.(child.pid);
    return child;
  } catch (error) {
    return notStarted(error);
  }
}

const spawnPiped = (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string | undefined,
) => spawn(file, args, { cwd, env, detached: true, shell: false, stdio: ['pipe', 'pipe', 'pipe'] });

interface Cut {
  /** Ends the watch; answers why the program was killed, if it was. */
  stop(): 'timeout' | 'aborted' | undefined;
}

function cutShort(child: ChildProcess, { timeoutMs, signal }: ProgramRun): Cut {
  let reason: 'timeout' | 'aborted' | undefined;
  const cut = (why: 'timeout' | 'aborted') => {
    reason ??= why;
    killGroup(child.pid);
  };
  const onAbort = () => cut('aborted');
  const timer = setTimeout(cut, timeoutMs, 'timeout');
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      return reason;
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

type Ended =
  | NotStarted
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null };

function end(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      // An error after the start (a signal that could not be sent) is followed by the exit.
      if (child.pid === undefined) resolve(notStarted(error));
    });
    child.once('exit', (code, signal) => {
      const ended = { kind: 'ended', code, signal } as const;
      const drained = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(ended);
      }, DRAIN_MS);
      child.once('close', () => {
        clearTimeout(drained);
        resolve(ended);
      });
    });
  });
}

const outputOf = (stdout: BoundedOutput, stderr: BoundedOutput): ProgramOutput => ({
  stdout: stdout.text(),
  stderr: stderr.text(),
  truncated: stdout.truncated() || stderr.truncated(),
});

function notStarted(error: unknown): NotStarted {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return { kind: 'not-started', code, message };
}
