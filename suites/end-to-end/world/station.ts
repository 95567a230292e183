import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { plantDefect } from '../../../simulator/device/defects/index.ts';
import { createDevice, type SimulatedDevice } from '../../../simulator/device/device.ts';
import type { Topology } from '../../../simulator/device/gateway.ts';
import { correctRules } from '../../../simulator/device/rules.ts';
import { FileStateStore } from '../../../simulator/device/state/file-store.ts';
import { systemClock } from '../../../simulator/device/time/clock.ts';
import { configuredTrust } from '../../../simulator/device/trust/trust-source.ts';
import { certificateBlocks } from '../../../simulator/pki/pem.ts';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { roomyHost } from '../../harness/arbitraries/roomy-host.ts';
import type { TrialClient } from '../../harness/client.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import type { Memory } from '../../oracles/status-course.ts';
import { type RuntimeCall, recordedRuntime } from '../site/recorded-runtime.ts';
import type { Site } from '../site/site.ts';
import { Diary } from './diary.ts';
import { Network } from './network.ts';
import { Power } from './power.ts';
import type { Story } from './story.ts';

/** Between two attempts where nothing is said about the time, in milliseconds. */
const PAUSE_MS = 100;

export interface StationOptions {
  readonly trial: Trial;
  readonly client: TrialClient;
  /** Device ids; those of children begin with that of the first. */
  readonly deviceIds: readonly [string, ...string[]];
  readonly site: Site;
  readonly story: Story;
  /** A folder of this station's own. */
  readonly folder: string;
  /** Name of a fault of the device. */
  readonly planted: string | null;
}

/**
 * One client of the WFM with the machines behind it: a simulated device with a real state file, a network that can fail
 * and power that can be lost. It polls when it is told to.
 */
export class Station {
  readonly client: TrialClient;
  readonly deviceIds: readonly [string, ...string[]];
  readonly network: Network = new Network();
  readonly power: Power = new Power();
  readonly diary: Diary;
  readonly #options: StationOptions;
  readonly #topology: Topology;
  readonly #stateFile: string;
  #known = false;
  #copies = 0;
  #device: SimulatedDevice | undefined;

  private constructor(options: StationOptions) {
    const { site, story, client, deviceIds, trial } = options;
    this.client = client;
    this.deviceIds = deviceIds;
    this.diary = new Diary(story, client.id, trial.session.revision);
    this.#options = options;
    this.#stateFile = join(options.folder, 'state');
    const host = (deviceId: string) => ({
      capabilities: roomyHost(deviceId, ['helm', 'compose']),
      runtime: recordedRuntime(site.runtimeFor(deviceId), deviceId, (call) => this.#heard(call)),
    });
    const [self, ...children] = deviceIds;
    this.#topology = { self: host(self), children: children.map(host) };
  }

  static async start(options: StationOptions): Promise<Station> {
    const station = new Station(options);
    await station.#boot();
    return station;
  }

  /** Has the WFM know its machines, so that the operator can name them. @throws NotEvaluated */
  async introduce(): Promise<void> {
    if (this.#known) return;
    const until = Date.now() + this.#options.trial.session.target.timeouts.settle;
    for (;;) {
      const result = await this.device.pollOnce();
      if (result.kind === 'done') break;
      const { operation, reason, advice } = result.setback;
      // A WFM may ask anybody to come again later.
      if (!advice.retryable || Date.now() + advice.waitMs > until)
        throw new NotEvaluated(`a device cannot ${operation}: ${reason}`);
      await delay(Math.max(advice.waitMs, PAUSE_MS));
    }
    this.#known = true;
  }

  get device(): SimulatedDevice {
    if (this.#device) return this.#device;
    throw new TypeError('STATION_STOPPED: the device of this station is not running');
  }

  /** Starts the device anew with the state that the medium has. */
  async restart(memory: Memory): Promise<void> {
    await this.#device?.stop();
    this.#device = undefined;
    this.power.restore();
    this.diary.restarted(memory);
    await this.#boot();
  }

  /** Keeps a copy of the state as it is now, for a later {@link goBack}. */
  async keepCopy(): Promise<void> {
    try {
      await copyFile(this.#stateFile, `${this.#stateFile}.${this.#copies}`);
      this.#copies += 1;
    } catch {
      // A device without a past has no state yet.
    }
  }

  /** As after a backup was put back: the device starts with the oldest state that was kept. */
  async goBack(): Promise<void> {
    await this.#device?.stop();
    if (this.#copies > 0) await copyFile(`${this.#stateFile}.0`, this.#stateFile);
    await this.restart('gone');
  }

  /** As after the medium was exchanged: the device starts without a past. */
  async forget(): Promise<void> {
    await this.#device?.stop();
    await rm(this.#stateFile, { force: true });
    await this.restart('gone');
  }

  async stop(): Promise<void> {
    await this.#device?.stop();
    this.#device = undefined;
  }

  async #boot(): Promise<void> {
    const { trial, client, planted, folder } = this.#options;
    const { revision, anchors, target } = trial.session;
    const { endpoint, credential, onExchange } = trial.connectOptions(client.identity);
    const parts = plantDefect(planted, {
      revision: this.network.over(revision),
      topology: this.#topology,
      state: new FileStateStore(this.#stateFile, this.power.files),
      rules: correctRules,
    });
    const heard = (exchange: Exchange): void => {
      if (exchange.request.method !== 'none') onExchange?.(exchange);
      this.diary.exchange(exchange, this.#device?.knownOrigins() ?? [endpoint.origin]);
    };
    this.#device = await createDevice({
      ...parts,
      endpoint,
      credential,
      enrolment: client.enrolment,
      // Names of hosts are judged by nobody here, as they are not by the clients of the checks.
      comparesHostName: false,
      cloneFolder: join(folder, 'clone'),
      trust: configuredTrust(certificateBlocks(anchors)),
      clock: systemClock,
      seed: trial.seed,
      schedule: { rateMs: 60_000 },
      limits: { requestMs: target.timeouts.request },
      onExchange: heard,
      onEvent: (event) => this.diary.event(event),
    });
  }

  #heard(call: RuntimeCall): void {
    this.diary.call(call);
  }
}
