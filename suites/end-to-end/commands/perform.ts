import { messageOf } from '../../harness/failure.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import { eventually } from '../../harness/waiting.ts';
import { judgeThat } from '../../oracles/judgement.ts';
import { judgePolls } from '../judging/polls.ts';
import { rest } from '../judging/rest.ts';
import { NEVER_AT_REST, type Order } from '../world/orders.ts';
import type { Station } from '../world/station.ts';
import type { World } from '../world/world.ts';
import { type Command, inWords } from './command.ts';
import { firstVariant, type OrderPlace, orderOf, revised, type Variant } from './workloads.ts';

/** Does what a command says, and lets all come to rest after it where it asks for that. */
export async function perform(world: World, command: Command): Promise<void> {
  world.story.step(inWords(command));
  switch (command.command) {
    case 'assign':
      await assign(world, command.target, firstVariant(command.workload, command.mark));
      break;
    case 'reassign':
      await reassign(world, command.choice);
      break;
    case 'update':
      await change(world, command.choice, (variant) => ({ ...variant, mark: command.mark }));
      break;
    case 'revise-first':
    case 'revise-last':
      await change(world, command.choice, (variant) =>
        revised(variant, command.command === 'revise-first' ? 'first' : 'last'),
      );
      break;
    case 'withdraw':
      await withdraw(world, command.choice);
      break;
    default:
      return disturb(world, command);
  }
  if (command.quiet) await rest(world);
}

type Disturbance = Extract<
  Command,
  {
    readonly command:
      | 'offline'
      | 'online'
      | 'crash'
      | 'restart'
      | 'restart-wfm'
      | 'outage'
      | 'recovery'
      | 'break-down'
      | 'poll';
  }
>;

async function disturb(world: World, command: Disturbance): Promise<void> {
  switch (command.command) {
    case 'offline':
      return (await world.present(command.client))?.network.cutAfter(command.after);
    case 'online':
      (await world.present(command.client))?.network.restore();
      return rest(world);
    case 'crash':
      return (await world.present(command.client))?.power.loseAt(command.write, command.at);
    case 'restart': {
      const station = await world.present(command.client);
      if (!station) return;
      await restart(station, command.memory);
      return rest(world);
    }
    case 'restart-wfm':
      await restartWfm(world);
      return rest(world);
    case 'outage':
      world.outage = 'now';
      return world.depot.goDown();
    case 'recovery':
      return recover(world);
    case 'break-down': {
      const order = world.book.chosen(command.choice);
      const [component] = order?.rest.running.keys() ?? [];
      if (!order || component === undefined) return;
      const { deploymentId, deviceId, requested } = order;
      await world.site.breakDown(deviceId, { deploymentId, namespace: requested.namespace, name: component });
      return rest(world);
    }
    case 'poll': {
      const station = await world.present(command.client);
      if (station) await judgePolls(world, station, command.times);
    }
  }
}

async function assign(world: World, target: number, variant: Variant): Promise<void> {
  const { trial, book } = world;
  const { station, deviceId } = await world.target(target);
  await station.introduce();
  const name = `sequence-${book.open.length + book.ended.length + 1}`;
  const requested = orderOf(variant, placeFor(world, name));
  const deploymentId = await trial.operator.assign(station.client.client, deviceId, requested, trial.newKey());
  tell(world, station, `assign ${variant.workload} to ${deviceId}`);
  book.put({ deploymentId, station, deviceId, variant, requested, before: undefined, rest: NEVER_AT_REST });
}

const placeFor = ({ site, depot }: World, name: string): OrderPlace => ({
  name,
  image: site.image,
  type: site.type,
  repositoryOf: (chart) => (site.type === 'compose' ? depot.applicationOf(chart) : depot.repositoryOf(chart)),
});

async function change(world: World, choice: number, alter: (variant: Variant) => Variant): Promise<void> {
  const order = world.book.chosen(choice);
  if (!order) return;
  const { deploymentId, station, requested } = order;
  const variant = alter(order.variant);
  const next = orderOf(variant, placeFor(world, requested.name));
  await world.trial.operator.update(station.client.client, deploymentId, next);
  tell(world, station, `update ${deploymentId.slice(0, 8)}`);
  world.book.put({ ...order, variant, requested: next, before: requested });
}

async function withdraw(world: World, choice: number): Promise<Order | undefined> {
  const order = world.book.chosen(choice);
  if (!order) return undefined;
  const { deploymentId, station } = order;
  await world.trial.operator.withdraw(station.client.client, deploymentId);
  tell(world, station, `withdraw ${deploymentId.slice(0, 8)}`);
  world.book.end(order);
  return order;
}

/** The same once more, under an id of its own: of what was withdrawn last, or of what is withdrawn now. */
async function reassign(world: World, choice: number): Promise<void> {
  const former = (await withdraw(world, choice)) ?? world.book.ended.at(-1);
  if (!former) return;
  const { station, deviceId, variant, requested } = former;
  const { trial, book } = world;
  const deploymentId = await trial.operator.assign(station.client.client, deviceId, requested, trial.newKey());
  tell(world, station, `assign it again to ${deviceId}`);
  book.put({ deploymentId, station, deviceId, variant, requested, before: undefined, rest: NEVER_AT_REST });
}

async function restart(station: Station, memory: 'kept' | 'lost' | 'stale'): Promise<void> {
  if (memory === 'kept') return station.restart('sound');
  return memory === 'lost' ? station.forget() : station.goBack();
}

/** Until it serves again; how long that takes is for other checks. */
async function restartWfm(world: World): Promise<void> {
  const { trial, patienceMs } = world;
  await trial.operator.restart();
  const [station] = await world.stations();
  const { client } = station ?? {};
  if (!client) return;
  const served = await eventually(patienceMs, async () => {
    const said = await client.desired().then(
      () => null,
      (error: unknown) => messageOf(error),
    );
    return judgeThat(said === null, 'a desired state', said ?? '');
  });
  if (!served.ok) throw new NotEvaluated(`after its restart the WFM answered ${served.received}`);
}

/** The registry is there again; what happened while it was not still counts until all is at rest. */
export async function recover(world: World): Promise<void> {
  if (world.outage !== 'now') return;
  await world.depot.comeBack();
  world.outage = 'since-rest';
}

const tell = ({ story }: World, station: Station, label: string): void =>
  story.tell({ lane: 'operator', actor: station.client.id, label, kind: 'action' });
