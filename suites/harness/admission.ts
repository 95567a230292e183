import type { Exchange } from '../../simulator/protocol/exchange.ts';
import type { ManagementClient } from '../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../oracles/judgement.ts';
import { eventually } from './waiting.ts';

/**
 * Waits until an admission has reached the endpoint, which may take its time as any action of the operator. One that is
 * never let in comes back as it is: what it meets is for the check to judge. Answers its last reading.
 */
export async function letIn(api: Pick<ManagementClient, 'readDesiredState'>, withinMs: number): Promise<Exchange> {
  let last = await api.readDesiredState();
  if (!isRefused(last)) return last;
  await eventually(withinMs, async () => {
    last = await api.readDesiredState();
    return isRefused(last) ? broken('an accepted client', 'a refusal') : HOLDS;
  });
  return last;
}

/** A WFM refuses a client it does not accept by 403, or as if it did not know it, or ends the connection. */
function isRefused({ outcome }: Exchange): boolean {
  if (outcome.kind === 'response') return outcome.response.status === 403 || outcome.response.status === 401;
  return outcome.failure.code === 'CONNECTION_CLOSED' || outcome.failure.code === 'TLS_FAILED';
}
