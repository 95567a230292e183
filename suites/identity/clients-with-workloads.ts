import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { soundTwin } from './kinds.ts';

/** A client with one device and one workload in its desired state. */
export interface Working {
  readonly client: TrialClient;
  readonly workload: AssignedWorkload;
}

/** All devices have the same id, so that only the client tells them apart. */
export const DEVICE = 'device-1';

/** Makes a client that has something to be found by. */
export async function working(trial: Trial): Promise<Working> {
  const client = await soundTwin(trial);
  await client.report(plainHost(DEVICE));
  return { client, workload: await client.assign(DEVICE, plainDeployment(client.id)) };
}
