import type { JsonValue } from '../../simulator/protocol/json.ts';
import { firstVariant } from '../end-to-end/commands/workloads.ts';
import { rest } from '../end-to-end/judging/rest.ts';
import type { Site } from '../end-to-end/site/site.ts';
import type { Depot } from '../end-to-end/world/depot.ts';
import { NEVER_AT_REST, type Order } from '../end-to-end/world/orders.ts';
import type { Story } from '../end-to-end/world/story.ts';
import { World } from '../end-to-end/world/world.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import type { Trial } from '../harness/trial.ts';
import type { Ground, Reference } from './ground.ts';
import type { Stage } from './stage.ts';

/** Makes the site that a device deploys to. */
export type SiteOf = (depot: Pick<Depot, 'repositoryOf' | 'sourceFor'>) => Promise<Site>;

export interface SceneOptions {
  readonly trial: Trial;
  readonly stage: Stage;
  readonly stack: AsyncDisposableStack;
  readonly ground: Ground;
  readonly siteOf: SiteOf;
  readonly story: Story;
}

export const SUBJECT = 'front';
const NEIGHBOUR = 'store';
/** The plain device among the clients of a world. */
const SOLO = 1;

/** One device under a policy, and one deployment on it: a component that is right all the time, and the one that it is about. */
export class Scene {
  readonly world: World;
  readonly #neighbour: Reference;
  readonly #refusing: { reference: Reference | null };
  #orders = 0;

  private constructor(world: World, neighbour: Reference, refusing: { reference: Reference | null }) {
    this.world = world;
    this.#neighbour = neighbour;
    this.#refusing = refusing;
  }

  static async open({ trial, stage, stack, ground, siteOf, story }: SceneOptions): Promise<Scene> {
    const { home, policy, signer } = ground;
    const neighbour = await stage.publishNeighbour(home, { revision: '1.0.0', ...(signer && { signedBy: signer }) });
    const source = await stage.source(policy);
    const depot: Depot = {
      repositoryOf: (chart) => (chart === 'good' && ground.source) || `oci://${home.host}/charts/${chart}`,
      applicationOf: (chart) => `oci://${home.host}/apps/${chart}`,
      sourceFor: () => source,
      goDown: home.goDown,
      comeBack: home.comeBack,
      [Symbol.asyncDispose]: async () => undefined,
    };
    const refusing: { reference: Reference | null } = { reference: null };
    const fails = ({ repository, revision }: Reference): boolean =>
      repository === refusing.reference?.repository && revision === refusing.reference.revision;
    const site = stack.use(await siteOf(depot));
    const patienceMs = trial.session.target.timeouts.settle;
    const world = stack.use(await World.create({ trial, story, site, depot, patienceMs, fails }));
    return new Scene(world, neighbour, refusing);
  }

  /** The operator orders it, and all comes to rest: it runs, or it is refused where it has to be. */
  async order(subject: Reference, outcome: 'runs' | 'is refused'): Promise<Order> {
    this.world.story.step(`order ${subject.repository} ${subject.revision}, which ${outcome}`);
    this.#refusing.reference = outcome === 'is refused' ? subject : null;
    this.#orders += 1;
    const requested = ordered(this.#neighbour, subject, this.#orders, this.world.site.image);
    const [former] = this.world.book.open;
    if (former) await this.#update(former, requested);
    else await this.#assign(requested);
    await rest(this.world);
    const [order] = this.world.book.open;
    if (!order) throw new TypeError('ORDER_LOST: the order book is empty after an order');
    return order;
  }

  async #assign(requested: RequestedDeployment): Promise<void> {
    const { trial, book } = this.world;
    const station = await this.world.station(SOLO);
    await station.introduce();
    const [deviceId] = station.deviceIds;
    const { client } = station.client;
    const deploymentId = await trial.operator.assign(client, deviceId, requested, trial.newKey());
    const variant = firstVariant('pair', 0);
    book.put({ deploymentId, station, deviceId, variant, requested, before: undefined, rest: NEVER_AT_REST });
  }

  async #update(order: Order, requested: RequestedDeployment): Promise<void> {
    const { trial, book } = this.world;
    await trial.operator.update(order.station.client.client, order.deploymentId, requested);
    book.put({ ...order, requested, before: order.requested });
  }
}

/** Only the component that it is about has a parameter that changes. */
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
