import { DeviceConnection } from './connection.ts';
import type { ConnectionsOptions, DeviceEnd } from './connections-options.ts';
import { SharedConnections } from './shared-connections.ts';
import { type Surroundings, surroundings } from './surroundings.ts';
import type { FleetConnection } from './transport.ts';

/** The connections of a slice's devices to one endpoint, by the plan's policy. */
export class FleetConnections {
  readonly #around: Surroundings;
  readonly #shared: SharedConnections | null;

  constructor(options: ConnectionsOptions) {
    this.#around = surroundings(options);
    const { policy, shared } = options.plan;
    this.#shared = policy === 'shared' ? new SharedConnections(this.#around, shared) : null;
  }

  /** How many sockets there are, those included that are not connected yet or are closing. */
  get open(): number {
    return this.#around.sockets;
  }

  /** A device's connection; nothing is dialled yet. A device that becomes another client gets another one. */
  of(end: DeviceEnd): FleetConnection {
    return this.#shared?.of(end) ?? new DeviceConnection(this.#around, end);
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#around.live, (connection) => connection.close()));
  }
}
