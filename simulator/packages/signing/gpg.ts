import { findProgram } from '../../programs/find-program.ts';
import { runProgram } from '../../programs/run-program.ts';
import { PackageError } from '../package-error.ts';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Runs one of GnuPG's programs on a folder of keys, without anything of the user's own. */
export type GnuPg = (
  program: 'gpg' | 'gpgconf',
  args: readonly string[],
  input?: string | Uint8Array,
) => Promise<string>;

/** @throws PackageError GPG_MISSING, GPG_FAILED */
export function gnuPgIn(home: string): GnuPg {
  return async (program, args, input) => {
    const file = await findProgram(program);
    if (file === undefined) {
      throw new PackageError('GPG_MISSING', `${program} is not on PATH; install GnuPG (Debian: apt-get install gnupg)`);
    }
    const result = await runProgram({
      file,
      args: program === 'gpg' ? ['--batch', '--no-tty', '--quiet', ...args] : args,
      env: { GNUPGHOME: home, HOME: home, PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      ...(input !== undefined && { input }),
    });
    if (result.kind === 'exited' && result.code === 0) return result.stdout;
    const said = result.kind === 'not-started' ? result.message : result.stderr.trim();
    throw new PackageError('GPG_FAILED', `${program} ${args.join(' ')}: ${result.kind}, ${said}`);
  };
}
