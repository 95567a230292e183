import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { type JsonValue, jsonBytes, toJson } from '../../simulator/protocol/json.ts';
import { PROBLEM } from '../../simulator/protocol/media-types.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { about, judgeThat } from '../oracles/judgement.ts';
import { type KeptDevice, keptDevicesAre } from '../oracles/kept-capabilities.ts';
import { hasMediaType } from '../oracles/media-type.ts';
import { statusIs } from '../oracles/status-code.ts';

/** A device id that no other client and no earlier run reports, so that only checks of scope meet a WFM that mixes clients up. */
export const ownDevice = (client: TrialClient, name = 'device'): string => `${client.freshName}.${name}`;

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

/** Reports a device and judges that it was new to the WFM. */
export async function create(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { id } = document.properties;
  trial.judge('CAP-006', about(`first report of ${id}`, statusIs(await put(trial, client, id, document), 201)));
}

/**
 * Whether local policy denies the client this deviceId, which GEN-010 permits. Only for ids that an operator may well not
 * want: a WFM that denies the ordinary ones cannot be judged, and is better told so.
 */
export function deniedByPolicy(trial: Trial, deviceId: string, answer: WireResponse): boolean {
  const denied = statusIs(answer, 403).ok && hasMediaType(answer, PROBLEM).ok;
  if (denied) trial.observe(`GEN-010: local policy denies the deviceId ${deviceId}`);
  return denied;
}

/** Those of the ids that are reported for the first time as they should be, without those that local policy denies. */
export async function createPermitted(
  trial: Trial,
  client: TrialClient,
  ids: readonly string[],
): Promise<readonly string[]> {
  const permitted: string[] = [];
  for (const id of ids) {
    const answer = await put(trial, client, id, plainHost(id));
    if (deniedByPolicy(trial, id, answer)) continue;
    trial.judge('CAP-006', about(`first report of ${id}`, statusIs(answer, 201)));
    permitted.push(id);
  }
  return permitted;
}

/** Reports a device again and judges that the WFM knew it. */
export async function update(trial: Trial, client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { id } = document.properties;
  trial.judge('CAP-006', about(`another report of ${id}`, statusIs(await put(trial, client, id, document), 200)));
}

/** Takes back a device that was reported, and judges the answer. */
export async function discard(trial: Trial, client: TrialClient, deviceId: string): Promise<void> {
  trial.judge('CAP-007', about(`removal of ${deviceId}`, statusIs(await remove(trial, client, deviceId), 204)));
}

/** Reports a device until the WFM shows that it knows it. A step on the way: another check has it as its subject. */
export async function makeKnown(client: TrialClient, document: DeviceCapabilities): Promise<void> {
  const { id } = document.properties;
  await client.report(document);
  const { status } = setUpResponse(await client.api.reportCapabilities(id, jsonBytes(document)), `updating ${id}`);
  if (status !== 200) throw new NotEvaluated(`an update of ${id} was answered with ${status}`);
}

/** What the WFM stored of a client's devices, as its hook says. */
export const keptDevices = (trial: Trial, client: TrialClient): Promise<readonly KeptDevice[]> =>
  trial.operator.devices(client.identity.client);

/** Judges that in the end these devices are kept as given; an id without a document must not be there. */
export async function judgeKept(
  trial: Trial,
  client: TrialClient,
  expected: ReadonlyMap<string, object | undefined>,
): Promise<void> {
  // Once something was lost, to wait for more of it tells nothing new.
  if (trial.warnings.some(({ requirement }) => requirement === 'USR-001')) return;
  const documents = new Map(Array.from(expected, ([id, document]) => [id, document && toJson(document)]));
  await trial.judgeEventually('USR-001', async () => keptDevicesAre(await keptDevices(trial, client), documents));
}

/** Waits until the record of a device fits. A step on the way: another check has it as its subject. */
export async function keptWhere(
  trial: Trial,
  client: TrialClient,
  deviceId: string,
  fits: (record: KeptDevice | undefined) => boolean,
  what: string,
): Promise<KeptDevice | undefined> {
  let record: KeptDevice | undefined;
  const shown = await eventually(trial.session.target.timeouts.settle, async () => {
    record = (await keptDevices(trial, client)).find((device) => device.deviceId === deviceId);
    return judgeThat(fits(record), what, record ? 'another record' : 'no record');
  });
  if (!shown.ok) throw new NotEvaluated(`the control hook did not show ${what}`);
  return record;
}

/** Waits until a device that was reported is kept at all. */
export async function keptDevice(trial: Trial, client: TrialClient, deviceId: string): Promise<KeptDevice> {
  const record = await keptWhere(trial, client, deviceId, (kept) => kept !== undefined, `device ${deviceId}`);
  if (record === undefined) throw new NotEvaluated(`the control hook did not show device ${deviceId}`);
  return record;
}

/** Waits until the hook shows a further device of this client: whatever came before it has had its effect. */
export async function sentinel(trial: Trial, client: TrialClient): Promise<void> {
  const id = ownDevice(client, 'sentinel');
  await client.report(plainHost(id));
  await keptDevice(trial, client, id);
}
