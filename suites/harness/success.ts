import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { AnswerCodes, SuccessKind } from '../../simulator/protocol/revision.ts';
import { about } from '../oracles/judgement.ts';
import { statusIs } from '../oracles/status-code.ts';
import type { Trial } from './trial.ts';

/** Every status of success that a revision's texts have for one of these, disputed ones included. */
export const successes = (answers: AnswerCodes, ...kinds: readonly SuccessKind[]): readonly number[] => [
  ...new Set(kinds.flatMap((kind) => [...answers[kind], ...(answers.disputed[kind]?.statuses ?? [])])),
];

/** Whether a first report of a device is told from a later one by the status of its answer. */
export const tellsNewDevices = (answers: AnswerCodes): boolean => {
  const updated = successes(answers, 'deviceUpdated');
  return !successes(answers, 'deviceCreated').some((status) => updated.includes(status));
};

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
