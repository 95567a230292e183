import { type JsonValue, toJson } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { type KeptDevice, keptDevicesAre } from '../oracles/kept-capabilities.ts';
import { ownDevice } from './exchanges.ts';

/** What the WFM stored of a client's devices, as its hook says. */
export const keptDevices = (trial: Trial, client: TrialClient): Promise<readonly KeptDevice[]> =>
  trial.operator.devices(client.client);

/** Judges that in the end these devices are kept as given; an id without a document must not be there. */
export async function judgeKept(
  trial: Trial,
  client: TrialClient,
  expected: ReadonlyMap<string, object | undefined>,
): Promise<void> {
  // Once something was lost, to wait for more of it tells nothing new.
  if (trial.warnings.some(({ requirement }) => requirement === 'USR-001')) return;
  const documents = new Map(Array.from(expected, ([id, document]) => [id, document && reportedAs(trial, document)]));
  const { labels } = trial.session.revision.traits;
  await trial.judgeEventually('USR-001', async () =>
    keptDevicesAre(await keptDevices(trial, client), documents, { labels }),
  );
}

/** What of a document reaches the WFM, in the words of the revision: no more can be kept. */
export const reportedAs = ({ session }: Trial, document: object): JsonValue =>
  session.revision.documents.write('device-capabilities', toJson(document));

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

/**
 * Waits until the hook shows a further device of this client: whatever came before it has had its effect. A client that is
 * one device can only be waited for.
 */
export async function sentinel(trial: Trial, client: TrialClient): Promise<void> {
  if (trial.session.revision.traits.devicesOfClient === 'one') return trial.quiet();
  const id = ownDevice(client, 'sentinel');
  await client.report(plainHost(id));
  await keptDevice(trial, client, id);
}
