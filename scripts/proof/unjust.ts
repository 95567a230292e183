import type { CheckResult, CheckVerdict } from '../../reports/model.ts';

const JUST: ReadonlySet<CheckVerdict> = new Set<CheckVerdict>(['pass', 'notApplicable']);

/** What nobody may say of a correct WFM that can be judged: a line for each verdict that is neither pass nor not applicable. */
export const unjust = (results: readonly CheckResult[]): readonly string[] =>
  results
    .filter(({ verdict }) => !JUST.has(verdict))
    .map(({ id, verdict, message }) => `${id}: ${verdict}, ${message}`);
