import { type ChildProcess, type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError, messageOf } from '../failure.ts';

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_STDERR = 2000;

/** A hook may leave a server running that holds its output open; what it wrote itself is there by then. */
const DRAIN_MS = 500;

/** How a hook ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  /** Its last words, trimmed. */
  readonly stderr: string;
}

/** Runs a hook for one verb at a time or several at once; none of them outlives its time, or `endAll`. */
export class HookProcesses {
  readonly #command: readonly [string, ...string[]];
  readonly #folder: string;
  readonly #timeoutMs: number;
  readonly #running = new Set<ChildProcess>();

  constructor(command: readonly [string, ...string[]], folder: string, timeoutMs: number) {
    this.#command = command;
    this.#folder = folder;
    this.#timeoutMs = timeoutMs;
  }

  /** Throws `CONTROL_NOT_STARTED`, `CONTROL_TIMED_OUT` or `CONTROL_ANSWER_TOO_LARGE`; any exit status is an answer. */
  async run(verb: string, input: string): Promise<Ended> {
    const [program, ...args] = this.#command;
    const child = start(program, [...args, verb], {
      cwd: this.#folder,
      // A group of its own, so that whatever the hook started ends with it when it has to be stopped.
      detached: true,
    });
    this.#running.add(child);
    try {
      return await this.#watched(child, verb, input);
    } finally {
      this.#running.delete(child);
    }
  }

  #watched(child: ReturnType<typeof start>, verb: string, input: string): Promise<Ended> {
    const [program] = this.#command;
    return new Promise((resolve, reject) => {
      const stdout: Buffer[] = [];
      let length = 0;
      let stderr = '';
      const stop = (code: string, message: string) => {
        clearTimeout(timer);
        endGroup(child);
        reject(new ConfigurationError(code, `${program} ${verb} ${message}`));
      };
      const timer = setTimeout(
        () => stop('CONTROL_TIMED_OUT', `did not end within ${this.#timeoutMs} ms; correct the hook`),
        this.#timeoutMs,
      );
      child.stdout.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= MAX_ANSWER_BYTES) stdout.push(chunk);
        else stop('CONTROL_ANSWER_TOO_LARGE', `wrote more than ${MAX_ANSWER_BYTES} bytes; correct the hook`);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr = (stderr + chunk.toString('utf8')).slice(-MAX_STDERR);
      });
      // A hook that does not read its input closes the pipe: its exit status tells, not the broken pipe.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      child.once('error', (cause) => {
        clearTimeout(timer);
        reject(notStarted(program, cause));
      });
      child.once('exit', async (code, signal) => {
        clearTimeout(timer);
        await Promise.race([once(child, 'close'), delay(DRAIN_MS, undefined, { ref: false })]);
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: stderr.trim() });
      });
    });
  }

  /** Ends every hook that still runs, with all that it started. */
  async endAll(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async (child) => {
        const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
        endGroup(child);
        await ended?.catch(() => undefined);
      }),
    );
  }
}

function start(program: string, args: readonly string[], options: SpawnOptionsWithoutStdio) {
  try {
    return spawn(program, args, options);
  } catch (cause) {
    throw notStarted(program, cause);
  }
}

const notStarted = (program: string, cause: unknown): ConfigurationError =>
  new ConfigurationError('CONTROL_NOT_STARTED', `${program}: ${messageOf(cause)}; correct control.exec`, { cause });

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
