import { broken, HOLDS } from '../oracles/judgement.ts';
import type { TrialClient } from './client.ts';
import type { Operator } from './control/operator.ts';
import { eventually } from './waiting.ts';

/**
 * Takes the deployments off a client that later checks get, too, and waits until it shows. Best effort: a check that finds
 * something left says so itself. The client may have been retired, and is admitted for it.
 */
export async function leaveTidy(
  client: TrialClient,
  deploymentIds: readonly string[],
  operator: Pick<Operator, 'admit' | 'withdraw'>,
  settleMs: number,
): Promise<void> {
  if (deploymentIds.length === 0) return;
  try {
    await operator.admit(client.client);
    for (const id of deploymentIds) await operator.withdraw(client.client, id);
    await eventually(settleMs, async () => {
      const { digests } = await client.desired();
      return deploymentIds.some((id) => digests.has(id)) ? broken('nothing left', 'a deployment') : HOLDS;
    });
  } catch {
    // The next check meets what is wrong.
  }
}
