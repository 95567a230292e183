import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialClient } from '../../harness/client.ts';
import type { Trial } from '../../harness/trial.ts';
import type { ComponentContent } from '../../oracles/running.ts';
import { behaviourOf } from '../site/behaviour.ts';
import type { Site } from '../site/site.ts';
import type { Depot } from './depot.ts';
import { OrderBook } from './orders.ts';
import { Station } from './station.ts';
import type { Story } from './story.ts';

export interface Surrounding {
  readonly site: Site;
  readonly depot: Depot;
}

export interface WorldOptions extends Surrounding {
  readonly trial: Trial;
  readonly story: Story;
  /** How long something that has to come may take, in milliseconds. */
  readonly patienceMs: number;
  /** Which components cannot come to run; default: those whose chart is made so. */
  readonly fails?: (component: ComponentContent) => boolean;
}

/** Device ids of each client of a sequence: a gateway with a child behind it, and a plain device. */
const CLIENTS: readonly (readonly [string, ...string[]])[] = [['edge', 'edge/cell'], ['solo']];

/** Client and device of each target that a command can name. */
const TARGETS: readonly (readonly [client: number, device: number])[] = [
  [0, 0],
  [0, 1],
  [1, 0],
];

/** Everything that a sequence plays in: the clients that it needs, what the operator wants, the site and the registry. */
export class World implements AsyncDisposable {
  readonly trial: Trial;
  readonly site: Site;
  readonly depot: Depot;
  readonly story: Story;
  readonly patienceMs: number;
  readonly fails: (component: ComponentContent) => boolean;
  readonly book: OrderBook = new OrderBook();
  /** The registry is not there, or was not since all was last at rest. */
  outage: 'none' | 'now' | 'since-rest' = 'none';
  readonly #folder: string;
  readonly #stations = new Map<number, Promise<Station>>();

  private constructor(options: WorldOptions, folder: string) {
    this.trial = options.trial;
    this.site = options.site;
    this.depot = options.depot;
    this.story = options.story;
    this.patienceMs = options.patienceMs;
    this.fails = options.fails ?? (({ repository }) => behaviourOf(repository).fails);
    this.#folder = folder;
  }

  static async create(options: WorldOptions): Promise<World> {
    return new World(options, await mkdtemp(join(tmpdir(), 'waspect-world-')));
  }

  /** The clients that have come into being so far. */
  stations(): Promise<readonly Station[]> {
    return Promise.all(this.#stations.values());
  }

  /** A client of the sequence; it comes into being when it is first named. */
  station(number: number): Promise<Station> {
    const known = this.#stations.get(number) ?? this.#arrive(number);
    this.#stations.set(number, known);
    return known;
  }

  /** One of those that have come into being, for commands that mean nothing to others. */
  async present(number: number): Promise<Station | undefined> {
    const there = await this.stations();
    return there[number % Math.max(1, there.length)];
  }

  /** A target stands for a child only where the WFM claims to know gateways. */
  async target(number: number): Promise<{ readonly station: Station; readonly deviceId: string }> {
    const [client, device] = TARGETS[number] ?? [0, 0];
    const station = await this.station(client);
    return { station, deviceId: station.deviceIds[device] ?? station.deviceIds[0] };
  }

  async #arrive(number: number): Promise<Station> {
    const { trial, site, story } = this;
    const [self, ...children] = CLIENTS[number] ?? ['solo'];
    const client = await trial.client();
    const folder = join(this.#folder, String(number));
    await mkdir(folder);
    return Station.start({
      trial,
      client,
      deviceIds: this.#hasGateways() ? [self, ...children] : [this.#alone(self, client)],
      site,
      story,
      folder,
      planted: trial.session.settings.surroundings.planted.device,
    });
  }

  #hasGateways(): boolean {
    const { target, revision } = this.trial.session;
    return revision.traits.gateways && !target.undeclared.includes('gateways');
  }

  /** A client that is one device has its own name. */
  #alone(name: string, client: TrialClient): string {
    return this.trial.session.revision.traits.devicesOfClient === 'one' ? client.device() : name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that never came about has nothing to stop, and why is known already.
    for (const arrived of await Promise.allSettled(this.#stations.values()))
      if (arrived.status === 'fulfilled') await arrived.value.stop().catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
