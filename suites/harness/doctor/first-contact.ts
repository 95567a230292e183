import type { Exchange, WireFailure } from '../../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../../simulator/protocol/json.ts';
import type { ManagementClient } from '../../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../../oracles/judgement.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import { eventually } from '../waiting.ts';
import { clockFinding } from './clock.ts';
import { DOCTOR_DEVICE } from './doctor-device.ts';
import { error, type Finding } from './finding.ts';
import { interfaceFinding } from './interface.ts';
import { refusesHandshake } from './tls-contact.ts';

/**
 * What an admitted client meets, as far as that is the set-up's fault. It begins as a device does, with its capabilities,
 * and reads its desired state where those are not taken. A WFM that takes either is one; whatever else it does wrong is
 * for the checks.
 */
export async function firstContact(
  session: Session,
  api: ManagementClient,
  identity: ClientIdentity,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { target } = session;
  const attempt = async (): Promise<Exchange> => {
    const report = await api.reportCapabilities(DOCTOR_DEVICE.properties.id, jsonBytes(DOCTOR_DEVICE));
    return isTaken(report) ? report : api.readDesiredState();
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
  if (!last || signal.aborted) return [];
  const { outcome, request } = last;
  if (outcome.kind === 'failure') return found(await failureFinding(session, identity, outcome.failure));
  const clock = found(clockFinding(outcome.response, Date.now()));
  return [...clock, ...found(await interfaceFinding(session, request, outcome.response, identity))];
}

const isTaken = ({ outcome }: Exchange): boolean =>
  outcome.kind === 'response' && outcome.response.status >= 200 && outcome.response.status < 300;

/** An admission may take its time to reach the endpoint; until then a client is refused one way or the other. */
function mayYetBeAccepted({ outcome }: Exchange): boolean {
  if (outcome.kind === 'response') return outcome.response.status === 403;
  return outcome.failure.code !== 'MALFORMED_RESPONSE' && outcome.failure.code !== 'BODY_TOO_LARGE';
}

async function failureFinding(
  { target, anchors }: Session,
  { client, credential }: ClientIdentity,
  { code, message }: WireFailure,
): Promise<Finding | undefined> {
  const url = new URL(target.endpoint.url);
  if (code === 'TIMED_OUT')
    return error(
      'ENDPOINT_SILENT',
      `${url.host} shakes hands but does not answer requests (${message}); is the WFM behind it running?`,
    );
  if (code === 'CONNECTION_REFUSED')
    return error(
      'ENDPOINT_REFUSED',
      `${url.host} no longer accepts connections (${message}); is the WFM still running?`,
    );
  if (code !== 'CONNECTION_CLOSED' && code !== 'TLS_FAILED') return undefined;
  // One that refuses the client does so before any request; one that goes away at a request is judged by the checks.
  if (!(await refusesHandshake(url, anchors, credential, target.timeouts.request))) return undefined;
  return error(
    'CLIENT_REFUSED',
    `the WFM refuses ${client.spiffeId} although the control hook admitted it (${code}: ${message}); does it trust the issuer of identity?`,
  );
}

const found = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);
