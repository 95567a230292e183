import type { AnswerCodes, SuccessKind } from '../../protocol/revision.ts';

/** Statuses by which a report counts as taken: a client is content with what any text of any revision has for that. */
export const successes = (
  { disputed, ...listed }: AnswerCodes,
  ...kinds: readonly SuccessKind[]
): readonly number[] => [200, 201, ...kinds.flatMap((kind) => [...listed[kind], ...(disputed[kind]?.statuses ?? [])])];
