import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { type JsonValue, jsonBytes } from '../../simulator/protocol/json.ts';
import { PROBLEM } from '../../simulator/protocol/media-types.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { hasMediaType } from '../oracles/media-type.ts';
import { accepts, isAccepted, statusIs } from '../oracles/status-code.ts';

/** A device id that no other client and no earlier run reports, so that only checks of scope meet a WFM that mixes clients up. */
export const ownDevice = (client: TrialClient, name?: string): string => client.device(name);

/** Reports a device; the document is a capabilities report, or what a check sends in its place. */
export const put = async (
  trial: Trial,
  client: TrialClient,
  deviceId: string,
  document: object | JsonValue,
  requirement = 'CAP-006',
): Promise<WireResponse> =>
  trial.answer(await client.api.reportCapabilities(deviceId, jsonBytes(document)), requirement);

/** Takes a report back. */
export const remove = async (
  trial: Trial,
  client: TrialClient,
  deviceId: string,
  requirement = 'CAP-007',
): Promise<WireResponse> => trial.answer(await client.api.removeDevice(deviceId), requirement);

/**
 * Reports a device and judges that the report is taken, for checks whose subject is this very document or id. With which
 * status of success is the subject of status-codes.check.ts alone.
 */
export async function take(
  trial: Trial,
  client: TrialClient,
  document: DeviceCapabilities,
  options?: JudgeOptions,
): Promise<void> {
  const { id } = document.properties;
  trial.judge('CAP-006', about(`report of ${id}`, accepts(await put(trial, client, id, document))), options);
}

/** Takes back a device that was reported. A step on the way: another check has it as its subject. */
export async function giveBack(client: TrialClient, deviceId: string): Promise<void> {
  const answer = setUpResponse(await client.api.removeDevice(deviceId), `removing ${deviceId}`);
  if (!isAccepted(answer)) throw new NotEvaluated(`removing ${deviceId} was answered with ${answer.status}`);
}

/**
 * Whether local policy denies the client this deviceId, which GEN-010 permits. Only for ids that an operator may well not
 * want: a WFM that denies the ordinary ones cannot be judged, and is better told so.
 */
export function deniedByPolicy(trial: Trial, deviceId: string, answer: WireResponse): boolean {
  const { answers, problemDocuments } = trial.session.revision.traits;
  const denied =
    statusIs(answer, ...answers.clientRefused).ok && (!problemDocuments || hasMediaType(answer, PROBLEM).ok);
  if (denied) trial.observe(`GEN-010: local policy denies the deviceId ${deviceId}`);
  return denied;
}

/** Those of the ids whose first report is taken as it should be, without those that local policy denies. */
export async function takePermitted(
  trial: Trial,
  client: TrialClient,
  ids: readonly string[],
): Promise<readonly string[]> {
  const permitted: string[] = [];
  for (const id of ids) {
    const answer = await put(trial, client, id, plainHost(id));
    if (deniedByPolicy(trial, id, answer)) continue;
    trial.judge('CAP-006', about(`report of ${id}`, accepts(answer)));
    permitted.push(id);
  }
  return permitted;
}
