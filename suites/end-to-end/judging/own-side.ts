import { durationMs } from '../../../simulator/device/runtimes/duration.ts';
import type { JsonObject } from '../../../simulator/protocol/json.ts';
import type { RevisionTraits } from '../../../simulator/protocol/revision.ts';
import { OwnFault } from '../../harness/verdict.ts';
import { contentsOf } from '../../oracles/deployment/component-content.ts';
import { componentsOf, objectAt } from '../../oracles/deployment/members.ts';
import { keepsOrder } from '../../oracles/install-order.ts';
import { type Judgement, judgeThat } from '../../oracles/judgement.ts';
import { adoptedTruly, speaksOf } from '../../oracles/status-course.ts';
import type { RuntimeCall } from '../site/recorded-runtime.ts';
import type { Order } from '../world/orders.ts';
import type { Station } from '../world/station.ts';
import type { World } from '../world/world.ts';
import { endsAsExpected, type Prospect } from './expected.ts';
import type { DesiredOnWire } from './on-the-wire.ts';

/** Throws where a judgement about our own side is broken. */
export function own(rule: string, judgement: Judgement): void {
  if (judgement.ok) return;
  throw new OwnFault(`DEVICE_AT_FAULT: ${rule}: expected ${judgement.expected}; received ${judgement.received}`);
}

/** Under which a deployment is carried out. */
export interface Circumstances extends Pick<World, 'fails' | 'site'> {
  /** The registry was not there for a while. */
  readonly disturbed: boolean;
  /** The device has lost its past. */
  readonly again: boolean;
}

/** What is to come of an order, from the document that the WFM serves. */
export function prospectOf(
  { deploymentId, deviceId, rest }: Order,
  document: JsonObject,
  digest: string | undefined,
  { disturbed, again, fails, site }: Circumstances,
): Prospect {
  const wanted = new Map(
    Array.from(contentsOf(document), ([name, content]) => [
      name,
      { ...content, values: site.arrivesAs(content.values) },
    ]),
  );
  const failing = [...wanted].find(([, content]) => fails(content))?.[0];
  const changed = digest !== rest.digest;
  return {
    deploymentId,
    deviceId,
    wanted,
    former: rest.running,
    failing,
    // A device that lost its past may do again what it has done, or find that it is done.
    disturbed: disturbed || (again && !changed) || (rest.digest === null && rest.report?.status.state === 'failed'),
    unchanged: changed || again ? null : rest.report,
  };
}

/** What the device of a station has done and said since all was last at rest, deployment by deployment. */
export function judgeConduct(station: Station, order: Order, prospect: Prospect, desired: DesiredOnWire): void {
  const { diary } = station;
  const { deploymentId } = order;
  const document = desired.documents.get(deploymentId.toLowerCase()) ?? {};
  const report = diary.said(deploymentId);
  own(`deployment ${deploymentId}`, endsAsExpected(prospect, report));
  if (!report) return;
  const child = order.deviceId === station.deviceIds[0] ? undefined : order.deviceId;
  own(`report about ${deploymentId}`, speaksOf(report, { components: [...prospect.wanted.keys()], child }));
  const digest = digestIn(desired, deploymentId);
  own(`report about ${deploymentId}`, adoptedTruly(report, diary.wire.served, digest));
  const listed = componentsOf(document).map(({ name }) => String(name));
  for (const round of diary.rounds(deploymentId)) own(`order of ${deploymentId}`, keepsOrder(round, listed));
  for (const call of diary.calls)
    if (call.deploymentId === deploymentId && call.operation !== 'remove')
      own(`component ${call.component} of ${deploymentId}`, waitsAsAsked(call, document));
}

/** What was withdrawn is gone, and the device has said so, if it ever knew of it and has a word for it. */
export function judgeRemoval({ diary }: Station, { deploymentId }: Order, { deploymentStates }: RevisionTraits): void {
  const last = diary.attempted(deploymentId)?.report;
  if (!last || diary.memory === 'gone' || !deploymentStates.includes('removed')) return;
  own(
    `report about ${deploymentId}, which was withdrawn`,
    judgeThat(last.status.state === 'removed', 'removed', last.status.state),
  );
  own(`report about ${deploymentId}`, adoptedTruly(last, diary.wire.served, undefined));
}

/** Nothing is done to what is as it should be, and nothing is said about it. */
export function judgeCalm({ diary }: Station, changed: ReadonlySet<string>): void {
  const touched = diary.calls.find(({ deploymentId }) => !changed.has(deploymentId));
  own(
    'a deployment that nothing has changed about',
    judgeThat(touched === undefined, 'no operation', `${touched?.operation} of ${touched?.deploymentId}`),
  );
  const said = diary.sent.find(({ report }) => !changed.has(report.deploymentId));
  own(
    'a deployment that nothing has changed about',
    judgeThat(said === undefined, 'no report', `${said?.report.status.state} of ${said?.report.deploymentId}`),
  );
}

export const digestIn = ({ digests }: DesiredOnWire, deploymentId: string): string | undefined =>
  digests.get(deploymentId.toLowerCase());

/** A workload is waited for as its component says (DEP-012). */
function waitsAsAsked({ waiting, component }: RuntimeCall, document: JsonObject): Judgement {
  const properties = objectAt(componentsOf(document).find(({ name }) => name === component) ?? {}, 'properties');
  const timeout = durationMs(String(properties['timeout']));
  const asked = `wait ${properties['wait'] !== false}, ${timeout} ms`;
  const received = `wait ${waiting?.wait}, ${timeout === undefined ? timeout : waiting?.timeoutMs} ms`;
  return judgeThat(received === asked, asked, received);
}
