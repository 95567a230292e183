import type { JsonValue } from '../../simulator/protocol/json.ts';
import { firstVariant } from '../end-to-end/commands/workloads.ts';
import { hold } from '../end-to-end/judging/hold.ts';
import { judgeDesiredState } from '../end-to-end/judging/on-the-wire.ts';
import { own } from '../end-to-end/judging/own-side.ts';
import { rest } from '../end-to-end/judging/rest.ts';
import type { Site } from '../end-to-end/site/site.ts';
import type { Depot } from '../end-to-end/world/depot.ts';
import { NEVER_AT_REST } from '../end-to-end/world/orders.ts';
import { Story } from '../end-to-end/world/story.ts';
import { World } from '../end-to-end/world/world.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import type { Trial } from '../harness/trial.ts';
import { OwnFault } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { HOLDS, judgeThat } from '../oracles/judgement.ts';
import { withoutCredentials } from '../oracles/registry-secrets.ts';
import { showsFailure } from '../oracles/shown-failure.ts';
import type { Reference, Refusal } from './refusals.ts';
import { Stage } from './stage.ts';

/** Makes the site that a device deploys to. */
export type SiteOf = (depot: Pick<Depot, 'repositoryOf' | 'sourceFor'>) => Promise<Site>;

const NEIGHBOUR = 'store';
const SUBJECT = 'front';
const SOLO = 1;

/**
 * Something right is installed; then comes what has to be refused, beside a component that is right: it is reported as
 * failed with its cause, the database shows that, and what ran before goes on. Then something right comes again.
 */
export async function judgeRefusal(trial: Trial, { causes, prepare }: Refusal, siteOf: SiteOf): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { device } = trial.session.settings.surroundings.planted;
  const stage = new Stage(stack, device);
  const plan = await prepare(stage);
  const { home, right, wrong, again, signer } = plan;
  const neighbour = await stage.publishNeighbour(home, { revision: '1.0.0', ...(signer && { signedBy: signer }) });
  const source = await stage.source(plan.policy);
  const depot: Depot = {
    repositoryOf: (chart) => `oci://${home.host}/charts/${chart}`,
    sourceFor: () => source,
    goDown: home.goDown,
    comeBack: home.comeBack,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const story = new Story();
  const site = stack.use(await siteOf(depot));
  let refuses = false;
  const fails = ({ repository, revision }: Reference): boolean =>
    refuses && repository === wrong.repository && revision === wrong.revision;
  const patienceMs = trial.session.target.timeouts.settle;
  const world = stack.use(await World.create({ trial, story, site, depot, patienceMs, fails }));
  const order = (subject: Reference, mark: number): RequestedDeployment =>
    ordered(neighbour, subject, mark, site.image);
  try {
    story.step('order something right');
    const deploymentId = await assign(world, order(right, 1));
    await rest(world);
    story.step('order what has to be refused');
    await plan.breaks?.();
    refuses = true;
    await update(world, deploymentId, order(wrong, 2));
    await rest(world);
    await judgeShown(world, deploymentId, causes);
    own('a registry that must not be asked', plan.afterwards?.() ?? HOLDS);
    story.step('order something right again');
    await plan.mends?.();
    refuses = false;
    await update(world, deploymentId, order(again, 3));
    await rest(world);
  } finally {
    trial.timeline = story.timeline();
  }
}

async function assign(world: World, requested: RequestedDeployment): Promise<string> {
  const { trial, book } = world;
  const station = await world.station(SOLO);
  await station.introduce();
  const [deviceId] = station.deviceIds;
  const { client } = station.client.identity;
  const deploymentId = await trial.operator.assign(client, deviceId, requested, trial.newKey());
  const variant = firstVariant('pair', 0);
  book.put({ deploymentId, station, deviceId, variant, requested, before: undefined, rest: NEVER_AT_REST });
  return deploymentId;
}

async function update({ trial, book }: World, deploymentId: string, requested: RequestedDeployment): Promise<void> {
  const order = book.open.find((each) => each.deploymentId === deploymentId);
  if (!order) throw new TypeError(`ORDER_UNKNOWN: ${deploymentId}`);
  await trial.operator.update(order.station.client.identity.client, deploymentId, requested);
  book.put({ ...order, requested, before: order.requested });
}

/** The cause that the device tells, and what the WFM makes of the report. */
async function judgeShown(
  { trial, book, patienceMs }: World,
  deploymentId: string,
  causes: readonly string[],
): Promise<void> {
  const order = book.open.find((each) => each.deploymentId === deploymentId);
  const report = order?.station.diary.taken(deploymentId);
  if (!order || !report) throw new OwnFault('DEVICE_AT_FAULT: nothing was reported about what had to be refused');
  const code = report.components.find(({ name }) => name === SUBJECT)?.error?.code ?? '';
  own(`the cause of a refusal`, judgeThat(causes.includes(code), causes.join(' or '), code));
  const { client } = order.station.client.identity;
  hold(
    trial,
    'USR-013',
    await eventually(patienceMs, async () => showsFailure(await trial.operator.observe(client, deploymentId), report)),
  );
  const { documents } = await judgeDesiredState(trial, order.station.client, [order], patienceMs);
  for (const document of documents.values()) hold(trial, 'USR-012', withoutCredentials(document));
}

/** Two components: one that is right all the time, and the one that it is about. */
function ordered(neighbour: Reference, subject: Reference, mark: number, image: string): RequestedDeployment {
  const component = (name: string, { repository, revision }: Reference) => ({
    name,
    properties: { repository, revision, wait: true, timeout: '1m0s' },
  });
  const to = (pointer: string, value: JsonValue, components: readonly string[]) => ({
    value,
    targets: [{ pointer, components }],
  });
  return {
    applicationId: 'waspect-registries',
    name: 'registries',
    namespace: 'waspect',
    profile: { type: 'helm', components: [component(NEIGHBOUR, neighbour), component(SUBJECT, subject)] },
    parameters: {
      image: to('image', image, [NEIGHBOUR, SUBJECT]),
      pace: to('readyAfterSeconds', 1, [NEIGHBOUR]),
      mark: to('settings.mark', mark, [SUBJECT]),
    },
  };
}
