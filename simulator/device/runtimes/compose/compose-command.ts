import { dirname } from 'node:path';
import type { EngineAccess } from '../../../engine/engine.ts';
import { type ProgramResult, runProgram } from '../../../programs/run-program.ts';
import type { Environment } from './environment.ts';
import { ComposeFailure, lastWords } from './failure.ts';

/** What one call of the Compose program is about. */
export interface ComposeCall {
  readonly project: string;
  /** Absolute; the first one's folder is the project's directory. */
  readonly files: readonly [string, ...string[]];
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** Beyond this, what the program says is cut; no message shows as much. */
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** The caller's signal is what ends a call in time; this ends one whose caller has none. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;

/** What the Compose programs and the engine write when something of theirs is wrong. */
const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [
    /cannot connect to the docker daemon|failed to connect to the docker api|couldn't connect to docker|is the docker daemon running|connection aborted/i,
    'ENGINE_UNREACHABLE',
  ],
  [
    /pull access denied|manifest (for .* )?(unknown|not found)|no such image|failed to resolve reference|no such host|lookup \S+ on|image .* not found/i,
    'IMAGE_UNAVAILABLE',
  ],
];

/**
 * Runs the Compose program and answers what it wrote to its output.
 * @throws ComposeFailure the code that its complaint stands for, otherwise `code`
 */
export async function compose(
  engine: EngineAccess,
  { project, files, environment, signal }: ComposeCall,
  args: readonly string[],
  code: string,
): Promise<string> {
  const [program, ...words] = engine.compose;
  const result = await runProgram({
    file: program,
    args: [...words, '-p', project, ...files.flatMap((file) => ['-f', file]), ...args],
    cwd: dirname(files[0]),
    env: { ...environment, ...environmentOfProgram(engine) },
    timeoutMs: LONGEST_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    signal,
  });
  if (result.kind === 'exited' && result.code === 0) return result.stdout;
  signal.throwIfAborted();
  throw failureOfRun(result, program, args[0] ?? '', code);
}

/** All that Compose needs besides the parameters; nothing of this process's own environment reaches the application. */
const environmentOfProgram = ({ dockerHost }: EngineAccess): Environment => ({
  PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: process.env['HOME'] ?? '/',
  DOCKER_HOST: dockerHost,
  // Parameters are UTF-8, whatever the machine's locale is.
  PYTHONUTF8: '1',
});

function failureOfRun(result: ProgramResult, program: string, verb: string, code: string): ComposeFailure {
  if (result.kind === 'not-started') {
    if (result.code === 'E2BIG')
      return new ComposeFailure('PARAMETERS_TOO_LONG', 'the parameters do not fit into an environment; shorten them');
    return new ComposeFailure(
      'COMPOSE_MISSING',
      `${program} could not be started (${result.message}); install docker compose or docker-compose`,
    );
  }
  const said = lastWords(result.stderr || result.stdout) || 'it said nothing';
  const [, found = code] = COMPLAINTS.find(([complaint]) => complaint.test(result.stderr)) ?? [];
  const how = result.kind === 'exited' ? `ended with status ${result.code}` : `was ended (${result.kind})`;
  return new ComposeFailure(found, `compose ${verb} ${how}: ${said}`);
}
