import { definedOnly } from '../programs/environment.ts';
import { findProgram } from '../programs/find-program.ts';
import { type ProgramResult, runProgram } from '../programs/run-program.ts';
import { systemSearchPath } from '../programs/search-path.ts';

const MAX_OUTPUT = 4 * 1024 * 1024;

export interface RunOptions {
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; one minute unless it says otherwise. */
  readonly limitMs?: number;
}

/** Absolute path of a program of the system; `undefined` where there is none. */
export const findSystemProgram = (name: string): Promise<string | undefined> => findProgram(name, systemSearchPath());

/** What a program of the system sees: our own environment, with its folders of programs. */
export const systemEnvironment = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...definedOnly(process.env),
  PATH: systemSearchPath(),
  ...extra,
});

/** Runs a program to its end and answers its output; where it fails, throws the end of what it said. */
export async function run(name: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { input, signal, env, limitMs = 60_000 } = options;
  const file = await findSystemProgram(name);
  if (file === undefined) throw new Error(`there is no program ${name}`);
  const result = await runProgram({
    file,
    args,
    env: systemEnvironment(env),
    timeoutMs: limitMs,
    maxOutputBytes: MAX_OUTPUT,
    ...(input !== undefined && { input }),
    ...(signal && { signal }),
  });
  if (result.kind === 'exited' && result.code === 0) return result.stdout;
  throw new Error(`${[name, ...args].slice(0, 3).join(' ')}: ${complaint(result, limitMs)}`);
}

function complaint(result: ProgramResult, limitMs: number): string {
  if (result.kind === 'not-started') return result.message;
  const ended = {
    exited: () => `status ${'code' in result ? result.code : ''}`,
    killed: () => `ended by ${'by' in result ? result.by : 'a signal'}`,
    timeout: () => `not done after ${limitMs / 1000} s`,
    aborted: () => 'interrupted',
  };
  const said = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-4).join(' | ').slice(-800);
  return `${ended[result.kind]()}${said === '' ? '' : `, ${said}`}`;
}
