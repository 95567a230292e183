import type { CheckResult, Level } from '../../reports/model.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { loadCatalogue } from '../requirements/catalogue.ts';

/** A result without evidence: nothing was judged. */
export const withoutJudgement = (
  { id, title, requirements, profile }: Pick<CheckResult, 'id' | 'title' | 'requirements' | 'profile'>,
  verdict: CheckResult['verdict'],
  message: string,
): CheckResult => ({
  id,
  title,
  requirements,
  ...(profile && { profile }),
  level: levelOf(requirements),
  verdict,
  durationMs: 0,
  message,
  observations: [],
  positions: [],
  counterexample: null,
  exchanges: [],
  repro: null,
  violations: [],
  judged: [],
  expectation: null,
});

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY', 'INFO'];

/** A check is as strong as the strongest requirement that it judges, in the revision or, where none is given, at all. */
export function levelOf(requirements: readonly string[], revision?: RevisionId): Level {
  const catalogue = loadCatalogue();
  const rows = requirements.map((id) =>
    revision === undefined ? catalogue.requirement(id) : catalogue.requirementIn(revision, id),
  );
  return LEVELS.find((level) => rows.some((row) => row?.level === level)) ?? 'INFO';
}
