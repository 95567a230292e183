import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { AnswerCodes, SuccessKind } from '../../simulator/protocol/revision.ts';
import { about } from '../oracles/judgement.ts';
import { statusIs } from '../oracles/status-code.ts';
import { successes } from '../oracles/successes.ts';
import type { Bench } from './bench.ts';
import type { Trial } from './trial.ts';

export interface JudgedAnswer {
  readonly answer: WireResponse;
  readonly kind: SuccessKind;
  readonly what: string;
}

/** Judges that an answer has the status that is listed; one on which the texts disagree rests on its position. */
export const judgeSuccess = (trial: Trial, requirement: string, judged: JudgedAnswer): void =>
  judgeListed(trial, trial.session.revision.traits.answers, requirement, judged);

/** As {@link judgeSuccess}, with the statuses that are listed. */
export function judgeListed(
  bench: Bench,
  answers: AnswerCodes,
  requirement: string,
  { answer, kind, what }: JudgedAnswer,
): void {
  const dispute = answers.disputed[kind];
  if (dispute) bench.judge(requirement, about(what, statusIs(answer, ...successes(answers, kind))));
  const position = dispute ? { position: dispute.position } : {};
  bench.judge(requirement, about(what, statusIs(answer, ...answers[kind])), position);
}
