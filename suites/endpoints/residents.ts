import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { receptionOfExchange } from '../onboarding/reception.ts';
import { refused } from '../oracles/reception.ts';

/** A client that lives at an endpoint: taken in, and served. Throws `NotEvaluated` where that does not come about. */
export interface Resident {
  readonly trial: Trial;
  readonly client: TrialClient;
  readonly device: string;
}

export async function resident(trial: Trial, client?: TrialClient): Promise<Resident> {
  const own = client ?? (await trial.client());
  const living = { trial, client: own, device: own.device() };
  await requireServed(living);
  return living;
}

/** One identity, taken in at two endpoints. */
export async function residentAtBoth(here: Trial, there: Trial): Promise<readonly [Resident, Resident]> {
  const atHome = await resident(here);
  return [atHome, await resident(there, await there.client({ identity: atHome.client.identity }))];
}

/** The positive twin: without being served where it belongs, a client that is refused elsewhere says nothing. */
export async function requireServed({ trial, client, device }: Resident): Promise<void> {
  await client.report(plainHost(device));
  if (readsManifest(trial)) await client.manifest();
}

export const readsManifest = ({ session: { revision } }: Trial): boolean => revision.traits.desiredState === 'manifest';

export const report = ({ client, device }: Resident): Promise<Exchange> =>
  client.api.reportCapabilities(device, jsonBytes(plainHost(device)));

/** Waits until the operator's retirement has reached the endpoint; throws `NotEvaluated` where it never does. */
export async function retired(resident: Resident): Promise<void> {
  const { client, trial } = resident;
  await client.retire();
  const refusal = await eventually(trial.session.target.timeouts.settle, async () =>
    refused(receptionOfExchange(await report(resident)), 'a retired client'),
  );
  if (!refusal.ok) throw new NotEvaluated(`a client that was retired is still served: ${refusal.received}`);
}
