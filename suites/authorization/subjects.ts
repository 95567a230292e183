import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { type JsonValue, jsonBytes, toJson } from '../../simulator/protocol/json.ts';
import type { AnyRequest, Authenticate } from '../../simulator/protocol/revision.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { statusReport } from '../status/reporting.ts';

/** A request with a payload that can be sent again and again, whatever shows who sends it. */
export interface Subject {
  /** Completes "that … is refused". */
  readonly what: string;
  send(authenticate?: Authenticate): Promise<Exchange>;
}

/** A client that was taken in and has reported its own device, and the workload on it. */
export interface Worker {
  readonly client: TrialClient;
  readonly workload: AssignedWorkload;
}

/** The device is the client's own, whose id it was taken in with: no other may be its to report (G-85). */
export async function knownClient(trial: Trial): Promise<TrialClient> {
  const client = await trial.client();
  await client.report(plainHost(client.id));
  return client;
}

export async function worker(trial: Trial): Promise<Worker> {
  const client = await knownClient(trial);
  return { client, workload: await client.assign(client.id, plainDeployment('1')) };
}

/** What a report about a client's own device is on the wire; `mark` is its serial number. */
export function capabilitiesDocument({ session }: Trial, deviceId: string, mark = '1'): JsonValue {
  return session.revision.documents.write('device-capabilities', toJson(plainHost(deviceId, mark)));
}

/** A report of capabilities by this method, exactly as these bytes are. */
export const capabilitiesRequest = (
  client: TrialClient,
  method: 'POST' | 'PUT',
  body: Uint8Array,
  deviceId: string = client.id,
): AnyRequest => ({
  method,
  path: client.api.paths.capabilities(deviceId),
  headers: [['content-type', 'application/json']],
  body,
});

const sent = (client: TrialClient, what: string, request: AnyRequest): Subject => ({
  what,
  send: (authenticate) => client.api.send(request, authenticate && { authenticate }),
});

/** Updates the device that the client has reported. */
export const updating = (trial: Trial, client: TrialClient, mark = '1'): Subject =>
  sent(
    client,
    'PUT of capabilities',
    capabilitiesRequest(client, 'PUT', jsonBytes(capabilitiesDocument(trial, client.id, mark))),
  );

/** Reports the device anew, which a WFM may refuse as known (G-98). */
const creating = (trial: Trial, client: TrialClient, mark = '1'): Subject =>
  sent(
    client,
    'POST of capabilities',
    capabilitiesRequest(client, 'POST', jsonBytes(capabilitiesDocument(trial, client.id, mark))),
  );

/** Reports that the workload is in this state. */
export const telling = (
  { client, workload }: Worker,
  state: 'pending' | 'installing' | 'installed' | 'failed' = 'installed',
): Subject => ({
  what: 'POST of a status',
  send: (authenticate) =>
    client.api.reportStatus(
      workload.deploymentId,
      jsonBytes({ ...statusReport(workload, state), deviceId: workload.deviceId }),
      authenticate && { authenticate },
    ),
});

/** Every operation that needs a token (G-84). */
export const operations = (trial: Trial, own: Worker): readonly Subject[] => [
  creating(trial, own.client),
  updating(trial, own.client),
  telling(own),
];
