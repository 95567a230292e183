import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run of openssl came to. */
export interface OpensslResult {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Runs openssl in a folder that holds the given files and is removed afterwards: a witness that shares no code with
 * the library under test.
 */
export async function openssl(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<OpensslResult> {
  const folder = await mkdtemp(join(tmpdir(), 'openssl-'));
  try {
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    return await new Promise((resolve) => {
      execFile('openssl', args, { cwd: folder }, (error, stdout, stderr) => {
        resolve({ ok: error === null, output: stdout + stderr });
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
