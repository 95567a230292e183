import type { TrialClient } from '../harness/client.ts';
import type { ClientIdentity } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { askFor, clientIdIn, settledAnswer } from './onboarding-call.ts';

/** A client that the operator has admitted and that has not asked to be taken in. */
export const newcomer = (trial: Trial, identity?: ClientIdentity): Promise<TrialClient> =>
  trial.client({ onboarded: false, ...(identity && { identity }) });

/** Asks for a client that is admitted, and judges nothing: the id that it is given. */
export async function onboardedId(trial: Trial, client: TrialClient): Promise<string> {
  const answer = await settledAnswer(trial, () => askFor(trial, client), 'ONB-013');
  const clientId = clientIdIn(trial, answer);
  if (clientId === undefined) throw new NotEvaluated(`onboarding was answered with ${answer.status}`);
  return clientId;
}

/** Somebody is taken in at this time: else a refusal would say nothing about the one fault that another request has. */
export async function requireTakenIn(trial: Trial): Promise<void> {
  await onboardedId(trial, await newcomer(trial));
}
