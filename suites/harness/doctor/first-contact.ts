import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../../simulator/protocol/json.ts';
import { broken, HOLDS } from '../../oracles/judgement.ts';
import type { Session } from '../session/session.ts';
import { eventually } from '../waiting.ts';
import { clockFinding } from './clock.ts';
import type { DoctorClient } from './doctor-client.ts';
import { failureFinding } from './failure-finding.ts';
import type { Finding } from './finding.ts';
import { interfaceFinding } from './interface.ts';
import { isTokenExchange, tokenFinding } from './token-finding.ts';

export interface Contact {
  readonly findings: readonly Finding[];
  /** Whether the last request was answered as one of a client of the WFM. */
  readonly accepted: boolean;
}

/**
 * What an admitted client meets, as far as that is the set-up's fault. It begins as a device does, with its capabilities,
 * and reads its desired state where those are not taken. A WFM that takes either is one; whatever else it does wrong is
 * for the checks.
 */
export async function firstContact(session: Session, client: DoctorClient, signal: AbortSignal): Promise<Contact> {
  const { target } = session;
  const { api, device, revision } = client;
  const attempt = async (): Promise<Exchange> => {
    const report = await api.reportCapabilities(device.properties.id, jsonBytes(device));
    return isTaken(report) || revision.traits.desiredState === 'repository' ? report : api.readDesiredState();
  };
  let last: Exchange | undefined;
  await eventually(
    target.timeouts.settle,
    async () => {
      last = await attempt();
      return mayYetBeAccepted(last) ? broken('an accepted client', 'a refusal') : HOLDS;
    },
    signal,
  );
  if (!last || signal.aborted) return { findings: [], accepted: false };
  return { findings: await contactFindings(session, client, last), accepted: isAnswered(last) };
}

async function contactFindings(session: Session, client: DoctorClient, last: Exchange): Promise<readonly Finding[]> {
  const { target } = session;
  const { enrolment, identity } = client;
  if (isTokenExchange(last, enrolment) && !isTaken(last))
    return found(tokenFinding(last, target.identity.oauth !== null));
  const { outcome, request } = last;
  if (outcome.kind === 'failure') return found(await failureFinding(session, identity, outcome.failure));
  const clock = found(clockFinding(outcome.response, Date.now()));
  return [...clock, ...found(await interfaceFinding(session, request, outcome.response, client))];
}

/** A report that is refused for what it says comes from a client that is known. */
const isAnswered = ({ outcome }: Exchange): boolean =>
  outcome.kind === 'response' && outcome.response.status < 500 && ![401, 403].includes(outcome.response.status);

const isTaken = ({ outcome }: Exchange): boolean =>
  outcome.kind === 'response' && outcome.response.status >= 200 && outcome.response.status < 300;

/** An admission may take its time to reach the endpoint; until then a client is refused one way or the other. */
function mayYetBeAccepted({ outcome }: Exchange): boolean {
  if (outcome.kind === 'response') return outcome.response.status === 403;
  return outcome.failure.code !== 'MALFORMED_RESPONSE' && outcome.failure.code !== 'BODY_TOO_LARGE';
}

const found = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);
