import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReportError, systemReason } from './report-error.ts';

/**
 * Writes a whole file or nothing: into a neighbour first, flushed to the disk, then renamed over `path`.
 * The folder is made where it is missing. Throws `OUT_UNWRITABLE`, and leaves what stood there as it was.
 * `write` puts the text on the disk; another one stands in for a disk that fails.
 */
export async function writeAtomically(
  path: string,
  content: string,
  write: (path: string, content: string) => Promise<void> = writeFlushed,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await write(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    // The neighbour may never have come to be, or the disk may be gone: the first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unwritable(path, error);
  }
}

async function writeFlushed(path: string, content: string): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(content, 'utf8');
  await file.sync();
}

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there; choose another --out folder or change its permissions',
  EPERM: 'no permission to write there; choose another --out folder or change its permissions',
  EROFS: 'the file system is read-only; choose another --out folder',
  ENOSPC: 'the disk is full; free some space or choose another --out folder',
  EDQUOT: 'the disk quota is used up; free some space or choose another --out folder',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another --out folder',
  EEXIST: 'a part of the path is a file, not a folder; choose another --out folder',
  EISDIR: 'a folder of that name stands in the way; remove it or choose another --out folder',
};

/** Why a file could not be written, and what to do. */
export function unwritable(path: string, error: unknown): ReportError {
  const reason = systemReason(error);
  const advice = ADVICE[reason] ?? 'choose another --out folder';
  return new ReportError('OUT_UNWRITABLE', `${path} cannot be written (${reason}): ${advice}`, error);
}
