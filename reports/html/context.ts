import { requirementIndex } from '../checks.ts';
import type { CheckResult, PositionNote, RequirementResult, Results } from '../model.ts';
import { BodyBudget } from './body-budget.ts';
import { EventBudget } from './event-budget.ts';

/** What every section needs to look up. */
export interface PageContext {
  readonly results: Results;
  /** Where the results lie, for the commands that repeat a check. */
  readonly dir: string;
  readonly requirements: ReadonlyMap<string, RequirementResult>;
  readonly checks: ReadonlyMap<string, CheckResult>;
  readonly positions: ReadonlyMap<string, PositionNote>;
  readonly budget: BodyBudget;
  readonly eventBudget: EventBudget;
}

/** The context of one page. */
export function pageContext(results: Results, dir: string): PageContext {
  return {
    results,
    dir,
    requirements: requirementIndex(results.requirements),
    checks: new Map(results.checks.map((check) => [check.id, check])),
    positions: new Map(results.positions.map((note) => [note.id, note])),
    budget: new BodyBudget(),
    eventBudget: new EventBudget(),
  };
}
