import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../programs/find-program.ts';
import { type HelmProgram, helmProgram } from '../programs/helm-program.ts';
import { ProgramError } from '../programs/program-error.ts';
import { type ProgramResult, runProgram } from '../programs/run-program.ts';
import type { Registry } from '../registry/registry.ts';

/** A real Helm of a user without any settings, with a folder for what it pulls. */
export interface HelmUser extends AsyncDisposable {
  readonly folder: string;
  /** Puts a file into the folder, and answers its path. */
  put(name: string, content: Uint8Array): Promise<string>;
  /** Runs it; a registry is told with its CA. */
  run(args: readonly string[], registry?: Registry): Promise<string>;
}

/** For tests: the Helm of a major version, or undefined where there is none; in CI there has to be. */
export async function helmOrNone(major: 3 | 4): Promise<HelmProgram | undefined> {
  try {
    return await helmProgram(major);
  } catch (error) {
    if (error instanceof ProgramError && error.code === 'HELM_MISSING' && !process.env['CI']) return undefined;
    throw error;
  }
}

/** For tests: whether GnuPG is there; in CI it has to be. */
export async function hasGnuPg(): Promise<boolean> {
  const found = (await findProgram('gpg')) !== undefined && (await findProgram('gpgconf')) !== undefined;
  if (!found && process.env['CI']) throw new Error('GPG_MISSING: gpg is not on PATH; apt-get install gnupg');
  return found;
}

/** Helm 3 speaks plain HTTP to what it knows as this machine; this address it does not know as such. */
export const ADDRESS = '0.0.0.0';

/** How a real Helm has to name a repository of a registry that was started with the name {@link ADDRESS}. */
export const asHelmNamesIt = (text: string): string => text.replace('127.0.0.1', ADDRESS);

export async function helmUser(program: HelmProgram): Promise<HelmUser> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-helm-'));
  await mkdir(join(folder, 'home'));
  const put = async (name: string, content: Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  return {
    folder,
    put,
    run: async (args, registry) => {
      const trust = registry ? ['--ca-file', await put('ca.pem', Buffer.from(registry.caPem))] : [];
      const result = await runProgram({
        file: program.path,
        args: [...args, ...trust],
        cwd: folder,
        env: { HOME: join(folder, 'home') },
        timeoutMs: 60_000,
        maxOutputBytes: 65_536,
      });
      return outputOf(result);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function outputOf(result: ProgramResult): string {
  if (result.kind === 'exited' && result.code === 0) return result.stdout + result.stderr;
  throw new Error(result.kind === 'not-started' ? result.message : `${result.kind}: ${result.stderr}`);
}
