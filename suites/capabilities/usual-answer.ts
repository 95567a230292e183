import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { type DeviceAnswer, statusesOf } from '../oracles/device-law.ts';
import { about } from '../oracles/judgement.ts';
import { accepts, statusIs } from '../oracles/status-code.ts';

/** What this WFM answers about a device in no way special, where a status is due. */
export async function usualAnswer(trial: Trial, client: TrialClient, due: DeviceAnswer): Promise<WireResponse> {
  const id = trial.newClientId();
  const report = async (): Promise<WireResponse> =>
    setUpResponse(await client.api.reportCapabilities(id, jsonBytes(plainHost(id))), 'a control report');
  const remove = async (): Promise<WireResponse> =>
    setUpResponse(await client.api.removeDevice(id), 'a control removal');
  if (due === 'unknown') return remove();
  const first = await report();
  const reported = due === 'updated' ? await report() : first;
  if (!trial.session.revision.traits.removesDevices) return reported;
  const removed = await remove();
  return due === 'removed' ? removed : reported;
}

/** An answer whose status is to show which devices the WFM knows. */
export interface TellingAnswer {
  readonly answer: WireResponse;
  readonly due: DeviceAnswer;
  readonly what: string;
}

/**
 * Judges an answer by its status where that is the evidence for something else. A WFM that answers so about any device says
 * nothing by it: the fault is that of status-codes.check.ts, and told there once.
 */
export async function judgeByStatus(
  trial: Trial,
  client: TrialClient,
  requirement: string,
  { answer, due, what }: TellingAnswer,
  options?: JudgeOptions,
): Promise<void> {
  const { status } = answer;
  const { answers } = trial.session.revision.traits;
  const judgement = due === 'removed' ? accepts(answer) : statusIs(answer, ...statusesOf(due, answers));
  if (!judgement.ok && status === (await usualAnswer(trial, client, due)).status)
    throw new NotEvaluated(`${what} was answered with ${status}, as it is of any device that is ${due}`);
  trial.judge(requirement, about(what, judgement), options);
}
