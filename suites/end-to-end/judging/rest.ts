import { eventually } from '../../harness/waiting.ts';
import { HOLDS, judgeThat } from '../../oracles/judgement.ts';
import { versionGrows } from '../../oracles/manifest-version.ts';
import { type ExpectedComponent, type RunningComponent, runsExactly } from '../../oracles/running.ts';
import type { Order } from '../world/orders.ts';
import type { Station } from '../world/station.ts';
import type { World } from '../world/world.ts';
import { catchUp } from './catch-up.ts';
import { judgeDatabase, judgeEnded } from './database.ts';
import { legalOnSite, type Prospect } from './expected.ts';
import { type DesiredOnWire, judgeDesiredState } from './on-the-wire.ts';
import { digestIn, judgeCalm, judgeConduct, judgeRemoval, own, prospectOf } from './own-side.ts';

/** A station whose device has carried out what the WFM serves, with what is to come of each of its orders. */
interface Arrived {
  readonly station: Station;
  readonly desired: DesiredOnWire;
  readonly prospects: ReadonlyMap<Order, Prospect>;
}

/**
 * Lets all come to rest and judges every step of the way: what the operator wants against what the WFM serves, that
 * against what the devices did and what really runs, and what the devices said against the WFM's database.
 */
export async function rest(world: World): Promise<void> {
  const stations = await world.stations();
  const arrived = (await Promise.all(stations.map((station) => arrive(world, station)))).filter(
    (each) => each !== undefined,
  );
  const running = await judgeSite(world, arrived);
  for (const { prospects } of arrived)
    for (const [order, prospect] of prospects)
      await judgeDatabase(world.trial, order, whatRuns(prospect, running), world.patienceMs);
  for (const station of stations) {
    const isThere = arrived.some((each) => each.station === station);
    for (const order of world.book.endedOf(station))
      if (isThere) await judgeEnded(world.trial, order, world.patienceMs);
    if (!isThere) await waitAside(world, station, running);
  }
  for (const each of arrived) await settle(world, each, running);
  if (world.outage === 'since-rest') world.outage = 'none';
  world.story.tell({ lane: 'operator', actor: '', label: 'all is at rest', kind: 'quiet' });
}

async function arrive(world: World, station: Station): Promise<Arrived | undefined> {
  const { trial, book, patienceMs } = world;
  const orders = book.of(station);
  const desired = await judgeDesiredState(trial, station.client, orders, patienceMs);
  const caughtUp = await catchUp(station, desired.mark, patienceMs);
  judgeVersions(world, station);
  judgeAnswers(world, station, orders);
  const { fault } = station.diary;
  if (fault) own('what a device says', fault);
  if (!caughtUp) return undefined;
  const again = station.diary.memory === 'gone';
  const circumstances = { disturbed: world.outage !== 'none', again, fails: world.fails, site: world.site };
  const prospects = new Map<Order, Prospect>();
  const changed = new Set<string>();
  for (const order of orders) {
    const digest = digestIn(desired, order.deploymentId);
    const document = desired.documents.get(order.deploymentId.toLowerCase()) ?? {};
    const prospect = prospectOf(order, document, digest, circumstances);
    prospects.set(order, prospect);
    if (prospect.unchanged === null) changed.add(order.deploymentId);
    judgeConduct(station, order, prospect, desired);
  }
  for (const { deploymentId } of book.endedOf(station)) changed.add(deploymentId);
  if (!again) judgeCalm(station, changed);
  return { station, desired, prospects };
}

/** A truthful report about what is assigned is taken (STA-003); what becomes of one about what was withdrawn is open (G-32). */
function judgeAnswers({ trial }: World, { diary }: Station, orders: readonly Order[]): void {
  for (const { report, outcome, answer } of diary.sent)
    if (orders.some(({ deploymentId }) => deploymentId === report.deploymentId))
      trial.hold(
        'STA-003',
        judgeThat(
          outcome !== 'refused',
          `201 or 200 to the report that ${report.deploymentId} is ${report.status.state}`,
          answer,
        ),
      );
}

/** No manifest went back, whoever read it (DSM-007). */
function judgeVersions({ trial }: World, { diary }: Station): void {
  const { manifests } = diary.wire;
  for (const [index, later] of manifests.entries()) {
    const earlier = manifests[index - 1];
    trial.hold('DSM-007', earlier ? versionGrows(earlier, later) : HOLDS);
  }
}

/** What runs on the machines of those that have arrived is what has to, and nothing else. Answers all that runs. */
async function judgeSite(world: World, arrived: readonly Arrived[]): Promise<readonly RunningComponent[]> {
  const away = (await world.stations()).filter((station) => !arrived.some((each) => each.station === station));
  const unjudged = new Set(away.flatMap(({ deviceIds }) => deviceIds));
  const expected = arrived.flatMap(({ station, prospects }) =>
    [...prospects].flatMap(([{ deploymentId }, prospect]): readonly ExpectedComponent[] =>
      legalOnSite(prospect, station.diary.said(deploymentId)),
    ),
  );
  let running: readonly RunningComponent[] = [];
  const judgement = await eventually(world.site.settleMs, async () => {
    running = await world.site.observe();
    return runsExactly(
      running.filter(({ deviceId }) => !unjudged.has(deviceId)),
      expected,
    );
  });
  own('what runs', judgement);
  for (const { station } of arrived)
    for (const order of world.book.endedOf(station)) judgeRemoval(station, order, world.trial.session.revision.traits);
  return running;
}

/** Of each component whether it runs as it is asked for. */
const whatRuns = (
  { deploymentId, deviceId, wanted }: Prospect,
  running: readonly RunningComponent[],
): ReadonlyMap<string, boolean> =>
  new Map(
    [...wanted].map(([component, content]) => {
      const place = { deploymentId, deviceId, component };
      const own = running.filter((each) => each.deploymentId === deploymentId && each.component === component);
      return [component, runsExactly(own, [{ ...place, legal: [{ ...content, ready: true }] }]).ok];
    }),
  );

/** A device that is cut off may have come half of the way: what of it runs now is what ran before the next change. */
async function waitAside({ book }: World, station: Station, running: readonly RunningComponent[]): Promise<void> {
  for (const order of book.of(station))
    book.put({ ...order, rest: { ...order.rest, digest: null, running: runningOf(order, running) } });
}

async function settle(
  { book }: World,
  { station, desired }: Arrived,
  running: readonly RunningComponent[],
): Promise<void> {
  for (const order of book.of(station)) {
    const { deploymentId } = order;
    book.put({
      ...order,
      before: undefined,
      rest: {
        digest: digestIn(desired, deploymentId) ?? null,
        requested: order.requested,
        report: station.diary.said(deploymentId) ?? null,
        running: runningOf(order, running),
      },
    });
  }
  book.forgetEnded(station);
  station.diary.settled();
  await station.keepCopy();
}

const runningOf = ({ deploymentId }: Order, running: readonly RunningComponent[]) =>
  new Map(running.filter((each) => each.deploymentId === deploymentId).map((each) => [each.component, each]));
