import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { SuccessKind } from '../../simulator/protocol/revision.ts';
import { about } from '../oracles/judgement.ts';
import { statusIs } from '../oracles/status-code.ts';
import { successes } from '../oracles/successes.ts';
import type { Trial } from './trial.ts';

export interface JudgedAnswer {
  readonly answer: WireResponse;
  readonly kind: SuccessKind;
  readonly what: string;
}

/** Judges that an answer has the status that is listed; one on which the texts disagree rests on its position. */
export function judgeSuccess(trial: Trial, requirement: string, { answer, kind, what }: JudgedAnswer): void {
  const { answers } = trial.session.revision.traits;
  const dispute = answers.disputed[kind];
  if (dispute) trial.judge(requirement, about(what, statusIs(answer, ...successes(answers, kind))));
  const position = dispute ? { position: dispute.position } : {};
  trial.judge(requirement, about(what, statusIs(answer, ...answers[kind])), position);
}
