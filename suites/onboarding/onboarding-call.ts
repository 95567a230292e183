import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { isJsonObject, toJson } from '../../simulator/protocol/json.ts';
import type { AnyRequest, Authenticate, OnboardingCall } from '../../simulator/protocol/revision.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import type { TrialClient } from '../harness/client.ts';
import type { ClientIdentity } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { broken, HOLDS } from '../oracles/judgement.ts';

/** The call of the revision. */
export function onboardingOf(trial: Trial): OnboardingCall {
  const { onboarding } = trial.session.revision;
  if (onboarding) return onboarding;
  throw new NotEvaluated('the revision has no onboarding call');
}

/** The request by which a client asks to be taken in with the certificate of an identity. */
export function onboardingRequest(trial: Trial, identity: ClientIdentity): AnyRequest {
  const capabilities = toJson(plainHost(identity.name));
  if (!isJsonObject(capabilities)) throw new TypeError('CAPABILITIES: a report is an object');
  return onboardingOf(trial).request(identity.credential, capabilities);
}

/** Asks for a client, signed as it usually signs or as told. */
export const askFor = (
  trial: Trial,
  client: TrialClient,
  authenticate: Authenticate = (request, usual) => usual(request),
  request: AnyRequest = onboardingRequest(trial, client.identity),
): Promise<Exchange> => client.api.send(request, { authenticate });

/** The answer, once the operator's admission has reached the endpoint: until then a refusal says nothing. */
export async function settledAnswer(
  trial: Trial,
  ask: () => Promise<Exchange>,
  requirement: string,
): Promise<WireResponse> {
  let answer = trial.answer(await ask(), requirement);
  await eventually(trial.session.target.timeouts.settle, async () => {
    if (answer.status !== 401 && answer.status !== 403) return HOLDS;
    answer = trial.answer(await ask(), requirement);
    return answer.status === 401 || answer.status === 403 ? broken('a client that is taken in', 'a refusal') : HOLDS;
  });
  return answer;
}

/** The id that an answer hands out; undefined where it hands out none. */
export function clientIdIn(trial: Trial, answer: WireResponse): string | undefined {
  const read = onboardingOf(trial).read(answer);
  return 'enrolment' in read && read.enrolment.kind === 'client-id' ? read.enrolment.clientId : undefined;
}

/** A client that goes by this id, with the key of the identity. */
export const clientUnder = (trial: Trial, identity: ClientIdentity, clientId: string): Promise<TrialClient> =>
  trial.client({ identity, admitted: false, enrolment: { kind: 'client-id', clientId } });
