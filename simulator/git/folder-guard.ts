import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Watches how large a folder grows while something else writes into it. */
export interface FolderGuard {
  /** Ends what writes: the folder is too large, or the caller's own signal has come. */
  readonly signal: AbortSignal;
  /** Bytes below the folder now, and whether the limit was ever passed. */
  readonly lookAgain: () => Promise<{ readonly bytes: number; readonly tooLarge: boolean }>;
  readonly stop: () => void;
}

/** Git has no limit of its own on what it fetches. */
const LOOK_EVERY_MS = 100;

export function folderGuard(folder: string, maxBytes: number, signal?: AbortSignal): FolderGuard {
  const own = new AbortController();
  const look: FolderGuard['lookAgain'] = async () => {
    const bytes = await sizeOf(folder);
    if (bytes > maxBytes) own.abort();
    return { bytes, tooLarge: own.signal.aborted };
  };
  // A folder that cannot be read now is looked at again.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  return {
    signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
    lookAgain: look,
    stop: () => clearInterval(timer),
  };
}

/** Bytes of all files below a folder; those that vanish meanwhile count nothing. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Takes away what an interrupted fetch has left, which nothing refers to. */
export async function removePartialPacks(repository: string): Promise<void> {
  const folder = join(repository, 'objects', 'pack');
  const names = await readdir(folder).catch((): string[] => []);
  const partial = names.filter((name) => name.startsWith('tmp_'));
  await Promise.all(partial.map((name) => rm(join(folder, name), { force: true })));
}
