import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../../reports/model.ts';
import { REPORT_FILES } from '../../reports/render.ts';
import { readResults } from '../../reports/results-file.ts';

/** A results folder stands for the `results.json` in it; anything else is the file itself, to be read or refused. */
export function resultsPath(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, REPORT_FILES.json) : path;
  } catch {
    return path;
  }
}

/** The results that a path stands for; throws `RESULTS_UNREADABLE` or `RESULTS_MALFORMED`. */
export const readResultsAt = (path: string): Promise<Results> => readResults(resultsPath(path));
