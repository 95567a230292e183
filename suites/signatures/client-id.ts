import type { TrialClient } from '../harness/client.ts';
import { NotEvaluated } from '../harness/verdict.ts';

/** The id that the WFM has given a client. */
export function clientIdOf({ enrolment, id }: TrialClient): string {
  if (enrolment.kind === 'client-id') return enrolment.clientId;
  throw new NotEvaluated(`${id} has no client id`);
}
