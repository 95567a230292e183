import {
  CHECK_VERDICTS,
  type CheckResult,
  type CheckVerdict,
  RESULTS_SCHEMA,
  type RequirementResult,
  type Results,
  type RunInfo,
  type RunVerdict,
  type Summary,
} from '../../../reports/model.ts';
import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import type { Catalogue } from '../../requirements/catalogue.ts';
import type { Requirement } from '../../requirements/requirement.ts';

/** Puts a run's results together; nothing in it is decided anywhere else. */
export function assembleResults(
  run: Omit<RunInfo, 'incompleteBecause'>,
  checks: readonly CheckResult[],
  catalogue: Catalogue,
  revision: RevisionId,
): Results {
  const requirements = catalogue.rowsFor(revision).map((row) => requirementResult(row, checks));
  const summary = summarise(checks);
  const incompleteBecause = reasons(run, summary, requirements, checks);
  const relied = new Set(checks.flatMap(({ positions }) => positions));
  return {
    schema: RESULTS_SCHEMA,
    run: { ...run, incompleteBecause },
    verdict: runVerdict(checks, incompleteBecause),
    summary,
    checks,
    requirements,
    positions: catalogue.positions
      .filter(({ id }) => relied.has(id))
      .map(({ id, topic, position, reason }) => ({ id, topic, position, reason })),
  };
}

/** Checks counted by verdict. */
export function summarise(checks: readonly CheckResult[]): Summary {
  const count = (verdict: CheckVerdict) => checks.filter((check) => check.verdict === verdict).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    warn: count('warn'),
    notApplicable: count('notApplicable'),
    notEvaluated: count('notEvaluated'),
    configError: count('configError'),
    harnessError: count('harnessError'),
  };
}

/**
 * A requirement is broken by a violation that names it. It is met when a check that passed has judged it and none says
 * otherwise; to cite it is not enough.
 */
function requirementResult(row: Requirement, checks: readonly CheckResult[]): RequirementResult {
  const citing = checks.filter(({ requirements }) => requirements.includes(row.id));
  return {
    id: row.id,
    level: row.level,
    checks: citing.map(({ id }) => id),
    verdict: requirementVerdict(row, citing),
    area: row.area,
    statement: row.statement,
    clause: row.clause,
    untestedBecause: row.verification.by === 'checks' ? null : row.verification.reason,
  };
}

function requirementVerdict(row: Requirement, citing: readonly CheckResult[]): CheckVerdict {
  if (row.verification.by !== 'checks') return 'notEvaluated';
  const violated = citing.flatMap(({ violations }) => violations.filter(({ requirement }) => requirement === row.id));
  if (violated.some(({ severity }) => severity === 'fail')) return 'fail';
  if (violated.length > 0) return 'warn';
  const met = ({ verdict, judged }: CheckResult) =>
    (verdict === 'pass' || verdict === 'warn') && judged.includes(row.id);
  if (citing.some(met)) return 'pass';
  const verdicts = new Set<CheckVerdict>(citing.map(({ verdict }) => verdict));
  verdicts.delete('pass');
  verdicts.delete('warn');
  const [worst] = CHECK_VERDICTS.toReversed().filter((verdict) => verdicts.has(verdict));
  return worst === undefined || worst === 'fail' ? 'notEvaluated' : worst;
}

function reasons(
  { partial, profiles }: Pick<RunInfo, 'partial' | 'profiles'>,
  summary: Summary,
  requirements: readonly RequirementResult[],
  checks: readonly CheckResult[],
): readonly string[] {
  const outside = new Set(checks.filter(({ profile = 'core' }) => !profiles.includes(profile)).map(({ id }) => id));
  const unjudged = requirements.filter(
    ({ level, untestedBecause, verdict, checks: citing }) =>
      level === 'MUST' &&
      untestedBecause === null &&
      verdict === 'notEvaluated' &&
      // A profile that was not run leaves open what only its checks judge.
      (citing.length === 0 || citing.some((id) => !outside.has(id))),
  );
  return [
    ...(partial ? ['only a part of the suite was run'] : []),
    ...(summary.configError > 0 ? ['the set-up is not right'] : []),
    ...(summary.harnessError > 0 ? ['the test tool went wrong'] : []),
    ...(unjudged.length > 0 ? [`requirements not judged: ${unjudged.map(({ id }) => id).join(', ')}`] : []),
  ];
}

/** A failure in a part of the suite is a failure; a part without failures proves nothing. */
function runVerdict(checks: readonly CheckResult[], incompleteBecause: readonly string[]): RunVerdict {
  const broken = checks.some(
    ({ verdict, expectation }) =>
      verdict === 'fail' || (expectation !== null && expectation.outcome !== 'expected-failure'),
  );
  if (broken) return 'nonconformant';
  return incompleteBecause.length > 0 ? 'incomplete' : 'conformant';
}

/** Exit status of the contract, section 4. Failures that are all expected let a gate pass, whatever the verdict says. */
export function exitStatus(results: Results): 0 | 1 | 2 | 3 {
  const { checks, summary, verdict } = results;
  const unexpected = checks.some(
    ({ verdict: own, expectation }) =>
      (own === 'fail' && expectation === null) || (expectation !== null && expectation.outcome !== 'expected-failure'),
  );
  if (unexpected) return 1;
  if (summary.configError > 0) return 2;
  if (verdict === 'incomplete' || results.run.incompleteBecause.length > 0) return 3;
  return 0;
}
