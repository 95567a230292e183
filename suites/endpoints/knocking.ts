import { isJsonObject, toJson } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import type { ClientIdentity } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { receptionOfExchange } from '../onboarding/reception.ts';
import { isServed, type Reception } from '../oracles/reception.ts';

/**
 * Asks to be let in by an identity alone: by the onboarding call, or by reading where there is none. An answer of success
 * that hands out nothing, as one that has the client wait for the operator (G-81), lets nobody in.
 */
export async function knock(trial: Trial, identity: ClientIdentity): Promise<Reception> {
  const { onboarding } = trial.session.revision;
  const { api } = await trial.client({ identity, admitted: false });
  if (!onboarding) return receptionOfExchange(await api.readDesiredState());
  const capabilities = toJson(plainHost(identity.name));
  if (!isJsonObject(capabilities)) throw new TypeError('CAPABILITIES: a report is an object');
  const exchange = await api.send(onboarding.request(identity.credential, capabilities));
  const { outcome } = exchange;
  const reception = receptionOfExchange(exchange);
  const handsOut = outcome.kind === 'response' && 'enrolment' in onboarding.read(outcome.response);
  return isServed(reception) && !handsOut
    ? { kind: 'turned-away', how: 'an answer that hands out nothing' }
    : reception;
}

/** Whether an identity that no operator has admitted is let in at each of the endpoints. */
export async function isOpenToAll(trials: readonly [Trial, ...Trial[]]): Promise<boolean> {
  for (const trial of trials) {
    const stranger = await trial.session.identities.take(trial.newClientId());
    if (!isServed(await knock(trial, stranger))) return false;
  }
  return true;
}
