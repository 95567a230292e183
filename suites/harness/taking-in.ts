import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { isJsonObject, toJson } from '../../simulator/protocol/json.ts';
import type {
  Enrolment,
  ManagementClient,
  OnboardingAnswer,
  OnboardingCall,
  TlsCredential,
} from '../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../oracles/judgement.ts';
import { plainHost } from './arbitraries/capabilities.ts';
import type { ControlClient } from './control/contract.ts';
import { eventually } from './waiting.ts';

/** How an onboarding call ended. */
export interface TakenIn {
  readonly exchange: Exchange;
  /** `wrong` too where there was no answer at all. */
  readonly answer: OnboardingAnswer;
}

/**
 * Asks to be taken in until the admission has reached the endpoint, which may take its time as any action of the operator.
 * `device` is the host that the client says it is, where the revision reports it here.
 */
export async function askToBeTakenIn(
  api: Pick<ManagementClient, 'send'>,
  onboarding: OnboardingCall,
  { credential, device }: { readonly credential: TlsCredential; readonly device: string },
  withinMs: number,
  signal?: AbortSignal,
): Promise<TakenIn> {
  const capabilities = toJson(plainHost(device));
  if (!isJsonObject(capabilities)) throw new TypeError('CAPABILITIES: a report is an object');
  const call = onboarding.request(credential, capabilities);
  const ask = async (): Promise<TakenIn> => {
    const exchange = await api.send(call);
    return { exchange, answer: answerOf(exchange, onboarding) };
  };
  let last = await ask();
  if (!mayYetBeTakenIn(last)) return last;
  await eventually(
    withinMs,
    async () => {
      last = await ask();
      return mayYetBeTakenIn(last) ? broken('a client that is taken in', 'a refusal') : HOLDS;
    },
    signal,
  );
  return last;
}

/** A client as the operator knows it once it was taken in. */
export const knownAs = (client: ControlClient, enrolment: Enrolment): ControlClient =>
  enrolment.kind === 'client-id' ? { ...client, id: enrolment.clientId } : client;

const answerOf = ({ outcome }: Exchange, onboarding: OnboardingCall): OnboardingAnswer =>
  outcome.kind === 'response' ? onboarding.read(outcome.response) : { wrong: `no answer: ${outcome.failure.code}` };

function mayYetBeTakenIn({ exchange: { outcome }, answer }: TakenIn): boolean {
  if ('enrolment' in answer || outcome.kind === 'failure') return false;
  return outcome.response.status === 401 || outcome.response.status === 403;
}
