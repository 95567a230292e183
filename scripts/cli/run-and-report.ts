import { join, relative } from 'node:path';
import { comparisonOf, writeComparison } from '../../reports/comparison.ts';
import { ProgressPrinter } from '../../reports/console/progress.ts';
import { renderConsole } from '../../reports/console/render.ts';
import { consoleOptions } from '../../reports/console/style.ts';
import { renderTogether } from '../../reports/console/together.ts';
import type { Results } from '../../reports/model.ts';
import { writeReports } from '../../reports/render.ts';
import { ReportError } from '../../reports/report-error.ts';
import { resultsText, runsText } from '../../reports/results-file.ts';
import { DEFAULT_REVISION } from '../../simulator/protocol/revisions.ts';
import { type ConformOptions, conform } from '../../suites/harness/run/conform.ts';
import { exitStatus } from '../../suites/harness/run/results.ts';
import type { SurroundingsSource } from '../../suites/harness/run/surroundings.ts';
import { INTERRUPTED } from './command-line.ts';
import { type EmbeddedOptions, embeddedWas } from './embedded-was.ts';
import { interruption } from './interruption.ts';
import { ALL, EMBEDDED_ENDPOINTS, type Leg, legsOf, type RevisionChoice, revisionsOf } from './legs.ts';
import { assertWritable } from './out-folder.ts';
import { type Asked, RunSurroundings } from './surroundings.ts';
import { VERSION } from './version.ts';

export interface RunRequest
  extends Omit<
    ConformOptions,
    'targetFile' | 'tool' | 'signal' | 'onResult' | 'surroundings' | 'revision' | 'repeated'
  > {
  /** Undefined for the embedded reference WAS. */
  readonly target: string | undefined;
  /** Null for the one that the target file claims. */
  readonly revision: RevisionChoice;
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
export async function runAndReport(request: RunRequest): Promise<number> {
  const { target, asked } = request;
  const legs = legsOf(request, target);
  for (const { out } of legs) if (out !== null) assertWritable(out);
  using stop = interruption();
  await using embedded = target === undefined ? await embeddedWas(embeddedFor(request)) : undefined;
  await using beside = new RunSurroundings(asked, stop.signal);
  const judged: Results[] = [];
  for (const leg of legs) {
    if (stop.signal.aborted) break;
    const targetFile = target ?? embedded?.targetFile(leg.revision ?? DEFAULT_REVISION) ?? '';
    const options = { ...request, repeated: passedBefore(leg, legs, judged) };
    judged.push(await runLeg(options, leg, targetFile, stop.signal, (needed) => beside.find(needed)));
  }
  if (legs.length > 1) {
    showTogether(judged, request.json);
    await compare(request.out, legs, judged);
  }
  return stop.signal.aborted ? INTERRUPTED : worstStatus(judged.map(exitStatus));
}

/** Checks that passed at the same endpoint by another revision; what another endpoint does tells nothing. */
const passedBefore = ({ revision, endpoint }: Leg, legs: readonly Leg[], judged: readonly Results[]): string[] =>
  judged
    .filter((_, index) => legs[index]?.endpoint === endpoint && legs[index]?.revision !== revision)
    .flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id));

/** Beside the folders of the runs. Throws `OUT_UNWRITABLE`. */
async function compare(out: string | null, legs: readonly Leg[], judged: readonly Results[]): Promise<void> {
  if (out === null) return;
  const runs = judged.map((results, index) => ({ results, folder: relative(out, legs[index]?.out ?? out) }));
  await writeComparison(join(out, 'comparison.json'), comparisonOf(runs));
}

const embeddedFor = ({ revision, endpoint }: RunRequest): EmbeddedOptions => ({
  revisions: revisionsOf(revision).map((id) => id ?? DEFAULT_REVISION),
  ...(endpoint === ALL && { endpoints: EMBEDDED_ENDPOINTS, endpointRecords: 'separate' }),
});

async function runLeg(
  { json, asked: _asked, target: _target, ...options }: RunRequest & Pick<ConformOptions, 'repeated'>,
  { revision, endpoint, out }: Leg,
  targetFile: string,
  signal: AbortSignal,
  surroundings: SurroundingsSource,
): Promise<Results> {
  const progress = new ProgressPrinter(process.stderr, process.env);
  const results = await conform({
    ...options,
    revision,
    endpoint,
    surroundings,
    command: withSeed(options.command, options.seed),
    targetFile,
    tool: VERSION,
    signal,
    onResult: ({ id, verdict }, done, total) => progress.update({ done, total, checkId: id, verdict }),
  });
  progress.clear();
  const written = out === null ? [] : await writeReports(out, results).catch((error: unknown) => unwritten(error));
  if (!json || !isOneOfSeveral(options)) show(results, out, json, Array.isArray(written) ? written : []);
  if (written instanceof ReportError) throw written;
  return results;
}

const isOneOfSeveral = ({ revision, endpoint }: Pick<RunRequest, 'revision' | 'endpoint'>): boolean =>
  revision === ALL || endpoint === ALL;

/** Exit status of the contract, section 4, of several runs: the first that applies to any. */
const worstStatus = (statuses: readonly number[]): number => [1, 2, 3].find((status) => statuses.includes(status)) ?? 0;

function showTogether(runs: readonly Results[], json: boolean): void {
  process.stdout.write(json ? runsText(runs) : renderTogether(runs, consoleOptions(process.stdout, process.env)));
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
