import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

/**
 * A fresh folder for data that nobody keeps. In memory where the system has a file system for that: a WAS that commits
 * every change to the disk would otherwise spend most of a run waiting for it.
 */
export function scratchDir(prefix: string): string {
  try {
    accessSync(MEMORY, constants.W_OK);
    return mkdtempSync(join(MEMORY, prefix));
  } catch {
    return mkdtempSync(join(tmpdir(), prefix));
  }
}
