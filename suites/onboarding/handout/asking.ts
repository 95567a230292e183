import type { WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { AnyRequest, OAuthEnrolment } from '../../../simulator/protocol/revision.ts';
import type { TrialClient } from '../../harness/client.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import { newcomer } from '../newcomers.ts';
import { askFor, onboardingOf, onboardingRequest, settledAnswer } from '../onboarding-call.ts';

/** A client that is admitted, unless told otherwise, and has not asked; not where the target file spares it the call. */
export function applicant(trial: Trial): Promise<TrialClient> {
  requireCall(trial);
  return newcomer(trial);
}

/** The call is yet to be defined: a target file may give what it would hand out (G-88). */
export function requireCall({ session }: Trial): void {
  if (session.target.identity.oauth)
    throw new NotEvaluated('the target file has client id and secret in place of an onboarding call');
}

/** The answer to a client that asks to be taken in, once its admission has arrived. */
export const answerTo = (
  trial: Trial,
  client: TrialClient,
  requirement: string,
  request: AnyRequest = onboardingRequest(trial, client.identity),
): Promise<WireResponse> => settledAnswer(trial, () => askFor(trial, client, undefined, request), requirement);

/** What an answer hands out, or why it cannot be read. */
export function handedOut(trial: Trial, answer: WireResponse): OAuthEnrolment | { readonly wrong: string } {
  const read = onboardingOf(trial).read(answer);
  if ('wrong' in read) return read;
  return read.enrolment.kind === 'oauth' ? read.enrolment : { wrong: 'nothing of OAuth 2.0' };
}

/** Takes a client in. A step on the way: another check has it as its subject. */
export async function takenIn(trial: Trial, client: TrialClient): Promise<OAuthEnrolment> {
  const answer = await answerTo(trial, client, 'ONB-003');
  const given = handedOut(trial, answer);
  if ('wrong' in given) throw new NotEvaluated(`the client could not be onboarded: ${given.wrong}`);
  return given;
}

/** The same client, with what it was given. */
export const clientWith = (trial: Trial, { identity }: TrialClient, enrolment: OAuthEnrolment): Promise<TrialClient> =>
  trial.client({ identity, admitted: false, enrolment });
