import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The steps of a durable write, so that a test can stop at any of them. */
export interface DurableFiles {
  /** Writes a file and has it on the medium when it resolves. */
  write(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Has the names in a folder on the medium when it resolves. */
  syncFolder(path: string): Promise<void>;
}

/** The machine's own. */
export const durableFiles: DurableFiles = {
  write: (path, text) => using(open(path, 'w', 0o600), (file) => file.writeFile(text)),
  rename,
  syncFolder: (path) => using(open(path, 'r'), async () => undefined),
};

async function using(opening: Promise<FileHandle>, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await opening;
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replaces a file as a whole: a crash leaves the old text or the new one, and at most a stray `.tmp` beside it. */
export async function replaceFile(path: string, text: string, files: DurableFiles = durableFiles): Promise<void> {
  const temporary = `${path}.tmp`;
  await files.write(temporary, text);
  await files.rename(temporary, path);
  await files.syncFolder(dirname(path));
}
