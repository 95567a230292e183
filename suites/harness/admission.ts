import type { Exchange } from '../../simulator/protocol/exchange.ts';
import type { ManagementClient } from '../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../oracles/judgement.ts';
import { eventually } from './waiting.ts';

/**
 * Waits until an admission has reached the endpoint, which may take its time as any action of the operator. One that is
 * never let in comes back as it is: what it meets is for the check to judge.
 */
export async function letIn(api: Pick<ManagementClient, 'readDesiredState'>, withinMs: number): Promise<void> {
  await eventually(withinMs, async () =>
    isRefused(await api.readDesiredState()) ? broken('an accepted client', 'a refusal') : HOLDS,
  );
}

/** A WFM refuses a client it does not accept by 403, or ends the connection. */
function isRefused({ outcome }: Exchange): boolean {
  if (outcome.kind === 'response') return outcome.response.status === 403;
  return outcome.failure.code === 'CONNECTION_CLOSED' || outcome.failure.code === 'TLS_FAILED';
}
