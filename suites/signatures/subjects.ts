import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { statusReport } from '../status/reporting.ts';
import { type Pen, penOf } from './pen.ts';

/** A request that can be sent again and again, however it is signed. */
export interface Subject {
  readonly what: string;
  readonly hasBody: boolean;
  send(authenticate: Authenticate): Promise<Exchange>;
}

/** A client that is taken in and has reported one device, and what it signs with. */
export interface SigningClient {
  readonly client: TrialClient;
  readonly sign: Pen;
  readonly device: string;
}

export async function signingClient(trial: Trial): Promise<SigningClient> {
  const client = await trial.client();
  const device = client.device();
  await client.report(plainHost(device));
  return { client, sign: penOf(trial, client), device };
}

/** Reads the desired state: a request without a body. */
export const reading = ({ client }: Pick<SigningClient, 'client'>): Subject => ({
  what: 'reading the desired state',
  hasBody: false,
  send: (authenticate) => client.api.readDesiredState({ authenticate }),
});

/** Reports the device anew; `mark` shows in it. A request with a body. */
export const reporting = ({ client, device }: Omit<SigningClient, 'sign'>, mark = '1'): Subject => ({
  what: 'a report of capabilities',
  hasBody: true,
  send: (authenticate) => client.api.reportCapabilities(device, jsonBytes(plainHost(device, mark)), { authenticate }),
});

/** One request without and one with a body. */
export const bothKinds = (of: SigningClient): readonly Subject[] => [reading(of), reporting(of)];

export interface BusyClient extends SigningClient {
  readonly workload: AssignedWorkload;
}

/** With a workload, so that there is something at each resource. */
export async function busyClient(trial: Trial): Promise<BusyClient> {
  const signing = await signingClient(trial);
  const workload = await signing.client.assign(signing.device, plainDeployment(signing.client.id));
  return { ...signing, workload };
}

/** A request to each resource of a client with a workload that can be sent again and again. */
export function repeatable({ client, device, workload }: Omit<BusyClient, 'sign'>): readonly Subject[] {
  const { deploymentId, digest, manifest } = workload;
  const bundle = manifest.bundle?.digest;
  if (bundle === undefined) throw new NotEvaluated('the manifest names no bundle');
  const { api } = client;
  return [
    reading({ client }),
    reporting({ client, device }),
    {
      what: 'fetching a deployment',
      hasBody: false,
      send: (authenticate) => api.fetchDeployment(deploymentId, digest, { authenticate }),
    },
    { what: 'fetching a bundle', hasBody: false, send: (authenticate) => api.fetchBundle(bundle, { authenticate }) },
    {
      what: 'a report of status',
      hasBody: true,
      send: (authenticate) =>
        api.reportStatus(deploymentId, jsonBytes(statusReport(workload, 'pending')), { authenticate }),
    },
  ];
}

/** The first report of a device, and taking one back: each is done to a device of its own. */
export function onceOnly(trial: Trial, { client }: Pick<SigningClient, 'client'>): readonly Subject[] {
  let count = 0;
  const next = (): string => {
    count += 1;
    return client.device(`once-${count}`);
  };
  const first: Subject = {
    what: 'the first report of a device',
    hasBody: true,
    send: (authenticate) => {
      const id = next();
      return client.api.reportCapabilities(id, jsonBytes(plainHost(id)), { authenticate });
    },
  };
  if (!trial.session.revision.traits.removesDevices) return [first];
  return [
    first,
    {
      what: 'taking a device back',
      hasBody: false,
      send: async (authenticate) => {
        const id = next();
        await client.report(plainHost(id));
        return client.api.removeDevice(id, { authenticate });
      },
    },
  ];
}
