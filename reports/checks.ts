import type { CheckResult, CheckVerdict, RequirementResult } from './model.ts';

/** The order in which a person wants to read: what to act on first, what needs nothing last. */
export const READING_ORDER: readonly CheckVerdict[] = [
  'fail',
  'configError',
  'harnessError',
  'warn',
  'notEvaluated',
  'notApplicable',
  'pass',
];

/** What a CI system makes of a check, the expected-failures file taken into account. */
export type Standing = 'passed' | 'failed' | 'error' | 'skipped';

const STANDING: Readonly<Record<CheckVerdict, Standing>> = {
  pass: 'passed',
  warn: 'passed',
  fail: 'failed',
  configError: 'error',
  harnessError: 'error',
  notApplicable: 'skipped',
  notEvaluated: 'skipped',
};

/**
 * How a check counts in CI. An expected failure passes; an expectation that has expired, or that the
 * system no longer needs, fails so that the file is kept true.
 */
export function standing(check: CheckResult): Standing {
  const plain = STANDING[check.verdict];
  if (check.expectation === null || plain === 'error') return plain;
  if (check.expectation.outcome !== 'expected-failure') return 'failed';
  return plain === 'failed' ? 'passed' : plain;
}

/** A failure that a line of the expected-failures file could speak of, and none does: that file is for the suites. */
export function isNewFailure(check: CheckResult): boolean {
  return check.verdict === 'fail' && check.expectation === null && areaOf(check.id) !== 'fleet';
}

/** The folder of the suites that the check stands in: the part of the id before `/`. */
export function areaOf(checkId: string): string {
  const slash = checkId.indexOf('/');
  return slash > 0 ? checkId.slice(0, slash) : 'general';
}

/** Groups in order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(items, key);
}

/** Checks in reading order, and by id within a verdict. */
export function inReadingOrder(checks: readonly CheckResult[]): readonly CheckResult[] {
  const rank = new Map(READING_ORDER.map((verdict, index) => [verdict, index]));
  return checks.toSorted(
    (a, b) => (rank.get(a.verdict) ?? 0) - (rank.get(b.verdict) ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

/** Requirement rows by id. */
export function requirementIndex(rows: readonly RequirementResult[]): ReadonlyMap<string, RequirementResult> {
  return new Map(rows.map((row) => [row.id, row]));
}
