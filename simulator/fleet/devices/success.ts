import { successes } from '../../device/connection/successes.ts';
import type { AnswerCodes } from '../../protocol/revision.ts';
import type { Operation } from '../judging/judge.ts';

/** The statuses of success of each operation of a revision; anything else is an error, where the request was proper. */
export const successCodes = (answers: AnswerCodes): Readonly<Record<Operation, ReadonlySet<number>>> => ({
  onboard: new Set([200, 201]),
  token: new Set([200]),
  report: new Set(successes(answers, 'deviceCreated', 'deviceUpdated')),
  // That a device is gone already is as good.
  remove: new Set([...answers.deviceRemoved, 404]),
  poll: new Set([200, 304]),
  fetch: new Set([200]),
  status: new Set(successes(answers, 'statusCreated', 'statusUpdated')),
});
