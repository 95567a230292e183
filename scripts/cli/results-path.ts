import { statSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_FILES } from '../../reports/render.ts';

/** A results folder stands for the `results.json` in it; anything else is the file itself, to be read or refused. */
export function resultsPath(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, REPORT_FILES.json) : path;
  } catch {
    return path;
  }
}
