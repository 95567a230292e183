import { access, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { definedOnly } from '../../simulator/programs/environment.ts';
import { findProgram } from '../../simulator/programs/find-program.ts';
import { runProgram } from '../../simulator/programs/run-program.ts';
import { systemSearchPath } from '../../simulator/programs/search-path.ts';
import { ImageError } from './image-error.ts';

/** A shared library: where the loader looks for it, and the file of this machine. */
export interface Library {
  readonly path: string;
  readonly file: string;
}

const LIMIT_MS = 10_000;
const MAX_OUTPUT = 64 * 1024;
/** Loaded by name when a host is looked up, so that nobody's header tells; parts of libc itself since glibc 2.34. */
const LOADED_LATER = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'];

/**
 * The shared libraries that a program of this machine needs, the loader among them.
 * @throws ImageError LIBRARIES_UNKNOWN
 */
export async function librariesOf(program: string): Promise<readonly Library[]> {
  const needed = paths(await ldd(program));
  const libc = needed.find((path) => /\/libc\.so\.6$/.test(path));
  if (libc === undefined)
    throw new ImageError(
      'LIBRARIES_UNKNOWN',
      `${program} stands on no glibc, as far as ldd tells (${needed.join(', ') || 'nothing'}); build the image with Docker instead: scripts/image/Dockerfile`,
    );
  const later = LOADED_LATER.map((name) => join(dirname(libc), name));
  const there = await Promise.all(
    later.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  const all = [...new Set([...needed, ...there.flat()])].sort();
  return Promise.all(all.map(async (path) => ({ path, file: await realpath(path) })));
}

/** `name => path (address)`, or `path (address)` for the loader. */
const paths = (listing: string): readonly string[] =>
  [...listing.matchAll(/(?:=> |^\s*)(\/\S+) \(0x[0-9a-f]+\)$/gm)].flatMap(([, path]) => path ?? []);

async function ldd(program: string): Promise<string> {
  const file = await findProgram('ldd', systemSearchPath());
  if (file === undefined)
    throw new ImageError('LIBRARIES_UNKNOWN', 'there is no program ldd; run on a Linux with glibc');
  const result = await runProgram({
    file,
    args: [program],
    env: { ...definedOnly(process.env), LC_ALL: 'C' },
    timeoutMs: LIMIT_MS,
    maxOutputBytes: MAX_OUTPUT,
  });
  if (result.kind === 'exited' && result.code === 0) return result.stdout;
  const said = 'stderr' in result ? result.stderr.trim() : result.message;
  throw new ImageError(
    'LIBRARIES_UNKNOWN',
    `ldd ${program}: ${said || result.kind}; name a Node that runs on this machine`,
  );
}
