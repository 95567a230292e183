import { fleetSentences } from './fleet/wording.ts';
import type { RequirementResult, Results } from './model.ts';
import { count } from './text.ts';

/** How much of the catalogue a run judged. */
export interface Coverage {
  /** Rows of the catalogue. */
  readonly requirements: number;
  /** Rows that a check can judge from outside, those of features the target does not have left out. */
  readonly testable: number;
  /** Testable rows with a verdict about the system: pass, warn or fail. */
  readonly judged: number;
  /** Checks that came to a verdict about the system, of all checks of the run. */
  readonly checksJudged: number;
  readonly checks: number;
}

function isTestable(row: RequirementResult): boolean {
  return row.untestedBecause === null && row.verdict !== 'notApplicable';
}

function isJudged(verdict: string): boolean {
  return verdict === 'pass' || verdict === 'warn' || verdict === 'fail';
}

/** Counts what a run judged of the catalogue. */
export function coverageOf(results: Results): Coverage {
  const testable = results.requirements.filter(isTestable);
  return {
    requirements: results.requirements.length,
    testable: testable.length,
    judged: testable.filter((row) => isJudged(row.verdict)).length,
    checksJudged: results.checks.filter((check) => isJudged(check.verdict)).length,
    checks: results.checks.length,
  };
}

/** Never rounds up to 100 %. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.floor((part / whole) * 100)} %`;
}

/** How much there is behind the verdict, as one or two sentences. */
export function coverageText(results: Results): string {
  return results.fleet === undefined ? coverageSentence(coverageOf(results)) : fleetSentences(results.fleet);
}

/** Coverage as one sentence. */
export function coverageSentence(coverage: Coverage): string {
  if (coverage.testable === 0) return `No requirement was judged. ${count(coverage.checks, 'check')} ran.`;
  return (
    `${coverage.judged} of ${count(coverage.testable, 'testable requirement')} judged (${percent(coverage.judged, coverage.testable)}), ` +
    `by ${coverage.checksJudged} of ${count(coverage.checks, 'check')}.`
  );
}

/** The positions on contradictory texts that verdicts rest on, as one sentence; empty where there is none. */
export function positionsSentence(results: Results): string {
  const ids = results.positions.map((note) => note.id);
  if (ids.length === 0) return '';
  return `Verdicts rest on ${count(ids.length, 'reading')} of texts that contradict themselves: ${ids.join(', ')}.`;
}
