import { accessSync, constants, mkdirSync } from 'node:fs';
import { ProgressPrinter } from '../../reports/console/progress.ts';
import { renderConsole } from '../../reports/console/render.ts';
import { consoleOptions } from '../../reports/console/style.ts';
import type { Results } from '../../reports/model.ts';
import { writeReports } from '../../reports/render.ts';
import { ReportError } from '../../reports/report-error.ts';
import { resultsText } from '../../reports/results-file.ts';
import { ConfigurationError, messageOf } from '../../suites/harness/failure.ts';
import { type ConformOptions, conform } from '../../suites/harness/run/conform.ts';
import { exitStatus } from '../../suites/harness/run/results.ts';
import { INTERRUPTED } from './command-line.ts';
import { embeddedWas } from './embedded-was.ts';
import { interruption } from './interruption.ts';
import { type Asked, RunSurroundings } from './surroundings.ts';
import { VERSION } from './version.ts';

export interface RunRequest
  extends Omit<ConformOptions, 'targetFile' | 'tool' | 'signal' | 'onResult' | 'surroundings'> {
  /** Undefined for the embedded reference WAS. */
  readonly target: string | undefined;
  /** What devices are to deploy to. */
  readonly asked: Asked;
  /** Where the reports go; null to write none. */
  readonly out: string | null;
  readonly json: boolean;
}

/**
 * Runs the suite, shows the verdict, writes the reports; answers the exit status. The verdict is shown even where the
 * reports cannot be written: then `OUT_UNWRITABLE` is thrown after it.
 */
export async function runAndReport({ target, out, json, asked, ...options }: RunRequest): Promise<number> {
  if (out !== null) assertWritable(out);
  using stop = interruption();
  const progress = new ProgressPrinter(process.stderr, process.env);
  await using embedded = target === undefined ? await embeddedWas() : undefined;
  await using beside = new RunSurroundings(asked, stop.signal);
  const results = await conform({
    ...options,
    surroundings: (needed) => beside.find(needed),
    command: withSeed(options.command, options.seed),
    targetFile: target ?? embedded?.targetFile ?? '',
    tool: VERSION,
    signal: stop.signal,
    onResult: ({ id, verdict }, done, total) => progress.update({ done, total, checkId: id, verdict }),
  });
  progress.clear();
  const written = out === null ? [] : await writeReports(out, results).catch((error: unknown) => unwritten(error));
  show(results, out, json, Array.isArray(written) ? written : []);
  if (written instanceof ReportError) throw written;
  return stop.signal.aborted ? INTERRUPTED : exitStatus(results);
}

/** The command repeats the run also where its seed was left to chance. */
const withSeed = (command: string, seed: number): string =>
  /\s--seed[\s=]/.test(command) ? command : `${command} --seed ${seed}`;

function unwritten(error: unknown): ReportError {
  if (error instanceof ReportError) return error;
  throw error;
}

function show(results: Results, out: string | null, json: boolean, files: readonly string[]): void {
  const text = json
    ? resultsText(results)
    : renderConsole(results, out ?? '', files, consoleOptions(process.stdout, process.env));
  process.stdout.write(text);
}

/** Found out before anything is judged, so that no run is lost for a wrong folder. Throws `OUT_UNWRITABLE`. */
function assertWritable(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw new ConfigurationError('OUT_UNWRITABLE', `${messageOf(error)}; name a folder that can be written with --out`);
  }
}
