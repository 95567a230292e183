import { CodedError } from '../../errors/coded-error.ts';

export type PlanErrorCode =
  | 'PLAN_UNREADABLE'
  | 'PLAN_INVALID'
  | 'PLAN_OVERRIDE'
  | 'LIFE_CYCLE_UNREADABLE'
  | 'LIFE_CYCLE_INVALID';

/** A plan or a life cycle that cannot be used; one line for each mistake, with its place. */
export class PlanError extends CodedError<PlanErrorCode> {
  override readonly name = 'PlanError';
}
