import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import type { CheckNeeds } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { clientWith, order, untilListed } from './desired-clients.ts';

export const SITUATION_NEEDS: CheckNeeds = { verbs: ['assign', 'update', 'withdraw'], desiredState: 'manifest' };

/**
 * Judges the manifest wherever a rule could be forgotten: before anything was assigned, with three deployments on two
 * devices, after one was changed, after the last was withdrawn, and for a second client with one deployment.
 */
export async function inEverySituation(
  trial: Trial,
  requirement: string,
  judge: (response: WireResponse, reader: TrialClient) => void,
): Promise<void> {
  const client = await clientWith(trial, 'edge-1', 'edge-2');
  const second = await clientWith(trial, 'edge-1');
  const read = async (reader: TrialClient): Promise<WireResponse> => {
    const response = trial.answer(await reader.api.readDesiredState(), requirement);
    if (response.status !== 200) throw new NotEvaluated(`the desired state was answered with ${response.status}`);
    judge(response, reader);
    return response;
  };

  await read(client);

  const three = await order(trial, client, 'edge-1', 'edge-2', 'edge-1');
  const one = await order(trial, second, 'edge-1');
  await untilListed(trial, client, three);
  const { body } = await read(client);
  await untilListed(trial, second, one);
  await read(second);

  const [changed = ''] = three;
  await trial.operator.update(client.client, changed, plainDeployment('changed'));
  await untilListed(trial, client, three, body);
  await read(client);

  for (const id of three) await trial.operator.withdraw(client.client, id);
  await untilListed(trial, client, []);
  await read(client);
}
