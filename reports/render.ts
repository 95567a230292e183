import { join } from 'node:path';
import { writeAtomically } from './atomic-write.ts';
import { renderHar } from './har/render.ts';
import { renderHtml } from './html/render.ts';
import { renderJunit } from './junit/render.ts';
import { renderMarkdown } from './markdown/render.ts';
import type { Results } from './model.ts';
import { resultsText } from './results-file.ts';

/** Every output that a results file can be rendered to, as text. */
export interface Renderings {
  readonly json: string;
  readonly junit: string;
  readonly html: string;
  readonly har: string;
  readonly markdown: string;
}

/** The files of a results folder, in the order in which they are written: the source of the others first. */
export const REPORT_FILES: Readonly<Record<'json' | 'junit' | 'html' | 'har', string>> = {
  json: 'results.json',
  junit: 'junit.xml',
  html: 'report.html',
  har: 'http.har',
};

/** Renders everything. `dir` is the folder as a person would type it; commands that repeat a check name it. */
export function renderAll(results: Results, dir: string): Renderings {
  return {
    json: resultsText(results),
    junit: renderJunit(results, dir),
    html: renderHtml(results, dir),
    har: renderHar(results),
    markdown: renderMarkdown(results, dir),
  };
}

/**
 * Writes `results.json`, `junit.xml`, `report.html` and `http.har` into `dir`, each whole or not at all,
 * and returns their names. Throws `OUT_UNWRITABLE`; what was written before it stays.
 */
export async function writeReports(dir: string, results: Results): Promise<readonly string[]> {
  // One after the other: the results are on the disk before anything that is rendered from them.
  await writeAtomically(join(dir, REPORT_FILES.json), resultsText(results));
  await writeAtomically(join(dir, REPORT_FILES.junit), renderJunit(results, dir));
  await writeAtomically(join(dir, REPORT_FILES.html), renderHtml(results, dir));
  await writeAtomically(join(dir, REPORT_FILES.har), renderHar(results));
  return Object.values(REPORT_FILES);
}
