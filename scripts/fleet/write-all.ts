import { join } from 'node:path';
import { writeAtomically } from '../../reports/atomic-write.ts';
import type { Results } from '../../reports/model.ts';
import { writeReports } from '../../reports/render.ts';
import { ReportError } from '../../reports/report-error.ts';
import type { MergedReport } from '../../simulator/fleet/metrics/report.ts';
import { joinLogs } from './logs.ts';
import { histogramFiles } from './results/histogram-files.ts';

/** What a run has left in its folder. */
export interface Written {
  /** Names of the files. */
  readonly files: readonly string[];
  /** Why some are missing; null: none is. */
  readonly failure: ReportError | null;
}

/** Writes the reports, the histograms and the logs: where the disk has no room for one kind, there may be some for another. */
export async function writeAll(out: string, results: Results, report: MergedReport): Promise<Written> {
  const kinds = [() => writeReports(out, results), () => joinLogs(out), () => writeHistograms(out, report)];
  const files: string[] = [];
  let failure: ReportError | null = null;
  for (const write of kinds) {
    try {
      files.push(...(await write()));
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      failure ??= error;
    }
  }
  return { files, failure };
}

async function writeHistograms(out: string, report: MergedReport): Promise<readonly string[]> {
  const histograms = histogramFiles(report);
  for (const { name, text } of histograms) await writeAtomically(join(out, name), text);
  return histograms.map(({ name }) => name);
}
