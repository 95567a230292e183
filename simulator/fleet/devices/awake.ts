import type { CycleResult } from '../../device/agent.ts';
import { createDevice } from '../../device/device.ts';
import type { SimulatedDevice } from '../../device/device-options.ts';
import { hostsOf, idOf, type Topology } from '../../device/gateway.ts';
import type { DeviceIdentity } from '../../device/identity.ts';
import type { ProfiledDevice } from '../../device/profiles/instantiate.ts';
import { topologyOf } from '../../device/profiles/topology.ts';
import type { RestingMemory } from '../../device/resting-memory.ts';
import { MemoryRuntime, type Script } from '../../device/runtimes/memory.ts';
import type { DeviceState } from '../../device/state/device-state.ts';
import type { Clock } from '../../device/time/clock.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import type { DeviceMemory } from '../population/memory-codec.ts';
import type { Party } from './party.ts';
import { RowStore } from './row-store.ts';
import type { RowTransport } from './row-transport.ts';

export interface AwakeOptions {
  readonly party: Party;
  readonly identity: DeviceIdentity;
  readonly made: ProfiledDevice;
  readonly memory: (deviceIds: () => readonly string[]) => DeviceMemory;
  readonly resting: RestingMemory;
  readonly transport: RowTransport;
  readonly clock: Clock;
  /** Of what it deploys with. */
  readonly runtimeClock: Clock;
  readonly script: Script;
  readonly seed: number;
  readonly requestMs: number;
  readonly cloneFolder: string | undefined;
  readonly onExchange: (exchange: Exchange, state: DeviceState) => void;
  readonly onSaved: (state: DeviceState, former: DeviceState) => void;
}

/** A device of the fleet that is doing something: the same as the suites', for one pass. */
export class Awake {
  readonly deviceIds: readonly string[];
  readonly #options: AwakeOptions;
  readonly #topology: Topology;
  readonly #runtimes = new Map<string, MemoryRuntime>();
  readonly #store: RowStore;
  #device: SimulatedDevice | undefined;
  #isCut = false;

  constructor(options: AwakeOptions) {
    const { made, memory, runtimeClock: clock, script, party } = options;
    const machines = party.revision.traits.gateways ? made : { ...made, children: [] };
    const deviceIds = idsOf(machines);
    const { state, components } = memory(() => deviceIds);
    this.#options = options;
    this.deviceIds = deviceIds;
    this.#topology = topologyOf(machines, (deviceId) => {
      const running = components.find((machine) => machine.deviceId === deviceId)?.components ?? [];
      const runtime = new MemoryRuntime({ clock, script, running });
      this.#runtimes.set(deviceId, runtime);
      return runtime;
    });
    this.#store = new RowStore(state, options.onSaved);
  }

  /** One pass; null where the power went away meanwhile. @throws DeviceError */
  async pass(): Promise<CycleResult | null> {
    const { party, identity, resting, transport, clock, seed, requestMs, cloneFolder, onExchange } = this.#options;
    const { revision, endpoint, trust, target } = party;
    try {
      this.#device = await createDevice({
        ...{ revision, endpoint, trust, identity, resting, transport, clock, seed },
        credential: identity.credential,
        ...(target.enrolment && { enrolment: target.enrolment }),
        ...(cloneFolder !== undefined && { cloneFolder }),
        comparesHostName: target.comparesHostName,
        topology: this.#topology,
        state: this.#store,
        schedule: { rateMs: requestMs },
        limits: { requestMs },
        eventCapacity: 0,
        onExchange: (exchange) => onExchange(exchange, this.#store.state),
      });
      if (this.#isCut) return null;
      const result = await this.#device.pollOnce();
      return this.#isCut ? null : result;
    } catch (error) {
      if (this.#isCut) return null;
      throw error;
    }
  }

  rest(): RestingMemory {
    return this.#device?.rest() ?? this.#options.resting;
  }

  memory(): DeviceMemory {
    const components = Array.from(this.#runtimes, ([deviceId, runtime]) => ({
      deviceId,
      components: runtime.components(),
    }));
    return { state: this.#store.state, components };
  }

  /** The power is gone. What it was doing ends without a trace, but for what is on its medium. */
  cut(): void {
    this.#isCut = true;
    this.#store.cut();
    this.#options.transport.cut();
    this.#device?.stop().catch(() => undefined);
  }
}

const idsOf = (machines: ProfiledDevice): readonly string[] => hostsOf(topologyOf(machines, () => NOWHERE)).map(idOf);

const NOWHERE = new MemoryRuntime({ clock: { now: () => 0, sleep: async () => undefined } });
