import type { Level } from '../../reports/model.ts';
import type { Judgement } from '../oracles/judgement.ts';
import type { Catalogue } from '../requirements/catalogue.ts';
import type { Requirement } from '../requirements/requirement.ts';

export interface JudgeOptions {
  /** The position on a contradictory text that the verdict rests on; an unsettled one warns at most. */
  readonly position?: string;
}

/** Takes an oracle's word on a requirement and makes it what its level and position allow. */
export interface Bench {
  judge(requirement: string, judgement: Judgement, options?: JudgeOptions): void;
}

/** What breaking a rule weighs: a MUST whose reading rests on an unsettled position no more than a SHOULD. */
export function weightOf(catalogue: Catalogue, { level }: Pick<Requirement, 'level'>, position?: string): Level {
  const unsettled = position !== undefined && !catalogue.position(position).settled;
  return level === 'MUST' && unsettled ? 'SHOULD' : level;
}
