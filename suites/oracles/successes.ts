import type { AnswerCodes, SuccessKind } from '../../simulator/protocol/revision.ts';

/** Every status of success that a revision's texts have for one of these, those on which they disagree included. */
export const successes = (answers: AnswerCodes, ...kinds: readonly SuccessKind[]): readonly number[] => [
  ...new Set(kinds.flatMap((kind) => [...answers[kind], ...(answers.disputed[kind]?.statuses ?? [])])),
];

/** Whether a first report of a device is told from a later one by the status of its answer. */
export const tellsNewDevices = (answers: AnswerCodes): boolean => {
  const updated = successes(answers, 'deviceUpdated');
  return !successes(answers, 'deviceCreated').some((status) => updated.includes(status));
};
