import { randomBytes } from 'node:crypto';
import type { CheckResult, Effort, Results, RunInfo } from '../../../reports/model.ts';
import type { Revision, RevisionId } from '../../../simulator/protocol/revision.ts';
import { DEFAULT_REVISION } from '../../../simulator/protocol/revisions.ts';
import { loadCatalogue } from '../../requirements/catalogue.ts';
import { type Check, runsIn } from '../check.ts';
import { type Diagnosis, diagnose } from '../doctor/diagnose.ts';
import { error as errorFinding, type Finding } from '../doctor/finding.ts';
import { loadChecks } from '../engine/check-files.ts';
import { type RunOptions, runChecks } from '../engine/run-checks.ts';
import { ConfigurationError } from '../failure.ts';
import { revisionOfTarget } from '../session/session.ts';
import { NO_SURROUNDINGS, REPEATED_SHARE, type Replay, type RunSettings } from '../settings.ts';
import { readTarget } from '../target/read-target.ts';
import type { Target } from '../target/target.ts';
import { withoutJudgement } from '../without-judgement.ts';
import { readExpectedFailures, withExpectations } from './expected-failures.ts';
import { assembleResults } from './results.ts';
import { type Selection, selectChecks } from './select.ts';
import { type Found, NOTHING_BESIDE, neededBy, type SurroundingsSource } from './surroundings.ts';

export interface ConformOptions extends Selection {
  readonly targetFile: string;
  readonly endpoint: string | null;
  /** In place of the one that the target file claims. */
  readonly revision: RevisionId | null;
  readonly effort: Effort;
  readonly seed: number;
  readonly workers: number;
  readonly bail: boolean;
  readonly expectedFailures: string | null;
  /** As in {@link RunSettings}; default: none. */
  readonly repeated?: readonly string[];
  readonly replay: Replay | null;
  /** Asked once the set-up is known to be right; default: nothing beside the WFM. */
  readonly surroundings?: SurroundingsSource;
  /** Version of waspect, and the command line, for the report. */
  readonly tool: string;
  readonly command: string;
  /** As the report is to name the target file; null where the embedded reference WAS is the target. */
  readonly namedTarget: string | null;
  readonly signal: AbortSignal;
  readonly onResult: (result: CheckResult, done: number, total: number) => void;
}

/** Examines the set-up, judges the checks and puts the results together. Throws only for a wrong option. */
export async function conform(options: ConformOptions): Promise<Results> {
  const started = new Date();
  const catalogue = loadCatalogue();
  const revision = claimedRevision(options);
  const all = (await loadChecks()).filter((check) => runsIn(check, revision, catalogue));
  const selected = selectChecks(all, options);
  const expected = options.expectedFailures
    ? readExpectedFailures(options.expectedFailures, new Set(all.map(({ id }) => id)))
    : [];
  const settings = runSettings(options);
  const examined = await diagnose(settings, { signal: options.signal });
  const { diagnosis, found } = await withSurroundings(examined, selected, options);
  const errors = errorsOf(diagnosis);
  const { dialect } = diagnosis;
  const { surroundings, report } = found;
  const judged =
    errors.length > 0
      ? selected.map((check) => withoutJudgement(check, 'notEvaluated', `the set-up is not right: ${errors[0]?.code}`))
      : await judge(
          selected,
          { ...settings, latencyMs: diagnosis.latencyMs, dialect, surroundings },
          diagnosis,
          options,
        );
  const checks = withExpectations(
    [...doctorResults(diagnosis), ...judged],
    expected,
    started.toISOString().slice(0, 10),
  );
  const { target } = diagnosis;
  return assembleResults(
    {
      tool: options.tool,
      catalogue: catalogue.version,
      seed: options.seed,
      nonce: settings.nonce,
      effort: options.effort,
      revision: revision.id,
      role: 'was',
      profiles: surroundings.cluster ? ['core', 'end-to-end'] : ['core'],
      target: {
        name: target?.name ?? '',
        vendor: target?.vendor ?? '',
        version: target?.version ?? '',
        endpoint: target?.endpoint.name ?? options.endpoint ?? '',
      },
      started: started.toISOString(),
      durationMs: Date.now() - started.getTime(),
      partial: errors.length > 0 || options.signal.aborted || narrowed(options) || stoppedEarly(judged),
      command: options.command,
      undeclaredFeatures: target?.undeclared ?? [],
      ...(Object.keys(dialect).length > 0 && { dialect }),
      ...lightened(judged, settings),
      ...report,
      ...(options.namedTarget !== null && { targetFile: options.namedTarget }),
    },
    checks,
    catalogue,
    revision.id,
  );
}

/** What the target file says; where it cannot be read the doctor tells why, and the newest stands in the report. */
function claimedRevision(options: ConformOptions): Revision {
  try {
    return revisionOfTarget(readTarget(options.targetFile, options));
  } catch (error) {
    if (error instanceof ConfigurationError)
      return revisionOfTarget({ revision: options.revision ?? DEFAULT_REVISION, dialect: {} });
    throw error;
  }
}

const runSettings = (options: ConformOptions): RunSettings => ({
  targetFile: options.targetFile,
  endpoint: options.endpoint,
  revision: options.revision,
  dialect: null,
  seed: options.seed,
  nonce: randomBytes(4).toString('hex'),
  effort: options.effort,
  latencyMs: 0,
  selected: null,
  repeated: options.repeated ?? [],
  replay: options.replay,
  surroundings: NO_SURROUNDINGS,
});

/** A set-up that is wrong needs no cluster; one that was asked for and cannot be had is a set-up that is wrong. */
async function withSurroundings(
  diagnosis: Diagnosis,
  selected: readonly Check[],
  { surroundings = NOTHING_BESIDE, signal }: ConformOptions,
): Promise<{ readonly diagnosis: Diagnosis; readonly found: Found }> {
  const nothing: Found = { surroundings: NO_SURROUNDINGS, report: {} };
  if (errorsOf(diagnosis).length > 0 || signal.aborted) return { diagnosis, found: nothing };
  try {
    return { diagnosis, found: await surroundings(neededBy(selected)) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const finding = errorFinding(error.code, error.detail);
    return { diagnosis: { ...diagnosis, findings: [...diagnosis.findings, finding] }, found: nothing };
  }
}

/** What the report says of checks that were judged on a share of their cases. */
function lightened(judged: readonly CheckResult[], { effort, repeated }: RunSettings): Pick<RunInfo, 'lightened'> {
  const share = REPEATED_SHARE[effort];
  const checks = judged.filter(({ id }) => repeated.includes(id)).length;
  return share < 1 && checks > 0 ? { lightened: { checks, share } } : {};
}

const errorsOf = ({ findings }: Diagnosis): readonly Finding[] =>
  findings.filter(({ severity }) => severity === 'error');

async function judge(
  checks: readonly Check[],
  settings: RunSettings,
  { target }: Diagnosis,
  { workers, bail, signal, onResult }: ConformOptions,
): Promise<readonly CheckResult[]> {
  const stop = new AbortController();
  let done = 0;
  const run = await runChecks(checks, settings, {
    ...pace(target, workers),
    signal: AbortSignal.any([signal, stop.signal]),
    onResult: (result) => {
      done += 1;
      onResult(result, done, checks.length);
      if (bail && result.verdict === 'fail') stop.abort();
    },
  });
  return [...run.results, ...run.errors.map(harnessError)];
}

/**
 * A person is asked one thing at a time, and takes as long as it takes; a single client cannot be taken away from one check
 * and be another's. The time ends a check that hangs; it judges nothing.
 */
const pace = (target: Target | undefined, workers: number): Pick<RunOptions, 'workers' | 'timeoutMs'> =>
  target?.control.kind === 'manual'
    ? { workers: 1, timeoutMs: DAY_MS }
    : {
        workers: target?.identity.oauth ? 1 : workers,
        timeoutMs: 120_000 + 10 * (target?.timeouts.settle ?? 0),
      };

const DAY_MS = 24 * 3600_000;

/** What was chosen is a part, even where the patterns happen to fit everything (contract, section 3). */
const narrowed = ({ only, skip }: Selection): boolean => only.length > 0 || skip.length > 0;

const stoppedEarly = (results: readonly CheckResult[]): boolean =>
  results.some(({ message }) => message.startsWith('the run was stopped'));

function doctorResults(diagnosis: Diagnosis): readonly CheckResult[] {
  const errors = errorsOf(diagnosis);
  const warnings = diagnosis.findings.filter(({ severity }) => severity === 'warning');
  const setUp = own(
    'doctor/set-up',
    'The set-up around the target is right',
    errors.length > 0 ? 'notEvaluated' : 'pass',
    '',
  );
  return [
    ...errors.map((finding) =>
      own(`doctor/${finding.code}`, 'The set-up around the target is right', 'configError', said(finding)),
    ),
    ...(errors.length > 0 && warnings.length === 0 ? [] : [{ ...setUp, observations: warnings.map(said) }]),
  ];
}

const said = ({ code, message }: Finding): string => `${code}: ${message}`;

const harnessError = (message: string): CheckResult =>
  own('harness/unhandled-error', 'The test tool itself works', 'harnessError', message);

const own = (id: string, title: string, verdict: CheckResult['verdict'], message: string): CheckResult =>
  withoutJudgement({ id, title, requirements: [] }, verdict, message);
