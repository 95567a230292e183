import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { accepts, isAccepted } from '../oracles/status-code.ts';
import { successes, tellsNewDevices } from '../oracles/successes.ts';
import { remove } from './exchanges.ts';
import { judgeByStatus, usualAnswer } from './usual-answer.ts';

/** Reports a new device until the WFM shows that it knows it. A step on the way: another check has it as its subject. */
export async function makeKnown(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { answers } = trial.session.revision.traits;
  const first = await reportTwice(trial, client, document);
  if (tellsNewDevices(answers) && !successes(answers, 'deviceCreated').includes(first))
    throw new NotEvaluated(
      `a first report was answered with ${first}, by which no known device is told from a new one`,
    );
}

/** As {@link makeKnown}, for a device that a WFM which mixes clients up would not take for a new one. */
export async function makeKnownToo(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  await reportTwice(trial, client, document);
}

async function reportTwice(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<number> {
  const { id } = document.properties;
  const report = async (): Promise<WireResponse> =>
    setUpResponse(await client.api.reportCapabilities(id, jsonBytes(document)), `reporting ${id}`);
  const first = await report();
  const again = await report();
  if (!successes(trial.session.revision.traits.answers, 'deviceUpdated').includes(again.status))
    throw new NotEvaluated(`an update of ${id} was answered with ${again.status}`);
  return first.status;
}

/**
 * Judges that the WFM knows these devices, by taking them back in this order: what it does not know it answers with 404,
 * whatever its status of success is. Where devices are not removed, nothing shows it.
 */
export async function judgeKnown(
  trial: Trial,
  client: TrialClient,
  ids: readonly string[],
  when: string,
): Promise<void> {
  if (!trial.session.revision.traits.removesDevices) return;
  const removals: (readonly [id: string, answer: WireResponse])[] = [];
  for (const id of ids) removals.push([id, await remove(trial, client, id)]);
  const known = removals.every(([, answer]) => isAccepted(answer));
  const control = await usualAnswer(trial, client, known ? 'unknown' : 'removed');
  if (known && isAccepted(control))
    throw new NotEvaluated(`to remove an unknown device is answered with ${control.status}, too`);
  if (!known && !isAccepted(control))
    throw new NotEvaluated(`to remove a device that was just reported is answered with ${control.status}, too`);
  for (const [id, answer] of removals) trial.judge('CAP-007', about(`removal of ${id}, ${when}`, accepts(answer)));
}

/** Judges that the WFM does not know a device, by asking to remove it. */
export async function judgeUnknown(trial: Trial, client: TrialClient, id: string, when: string): Promise<void> {
  if (!trial.session.revision.traits.removesDevices) return;
  const answer = await remove(trial, client, id);
  await judgeByStatus(trial, client, 'CAP-007', { answer, due: 'unknown', what: `removal of ${id}, ${when},` });
}
