import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { RunningWas, WasOptions } from '../options.ts';
import { startWas } from '../start-was.ts';

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

/** A folder that is gone after the tests of the file. */
export async function temporaryFolder(): Promise<string> {
  return opened.adopt(await mkdtemp(join(tmpdir(), 'was-')), (folder) => rm(folder, { recursive: true, force: true }));
}

/** A WAS that is closed after the tests of the file, in a folder of its own. */
export async function running(options: Partial<WasOptions> = {}): Promise<RunningWas> {
  const dataDir = await temporaryFolder();
  return opened.adopt(await startWas({ dataDir, ...options }), (was) => was.close());
}
