import type { RequestedDeployment } from '../../harness/control/operator.ts';
import type { StatusReport } from '../../oracles/observation.ts';
import type { ComponentContent } from '../../oracles/running.ts';
import type { Variant } from '../commands/workloads.ts';
import type { Station } from './station.ts';

/** A deployment that the operator wants on a device, and how it stood when all was last at rest. */
export interface Order {
  readonly deploymentId: string;
  readonly station: Station;
  readonly deviceId: string;
  readonly variant: Variant;
  readonly requested: RequestedDeployment;
  /** What it asked for before its last change, for what must not be left over. */
  readonly before: RequestedDeployment | undefined;
  readonly rest: OrderAtRest;
}

export interface OrderAtRest {
  /** The digest of its document; null where it has not yet been carried out. */
  readonly digest: string | null;
  /** What it asked for. */
  readonly requested: RequestedDeployment | null;
  /** The last report about it. */
  readonly report: StatusReport | null;
  /** What really ran, by component. */
  readonly running: ReadonlyMap<string, ComponentContent>;
}

export const NEVER_AT_REST: OrderAtRest = { digest: null, requested: null, report: null, running: new Map() };

/** What the operator wants, and what he wanted once. */
export class OrderBook {
  readonly #open = new Map<string, Order>();
  readonly #ended: Order[] = [];
  readonly #forgotten = new Set<Order>();

  get open(): readonly Order[] {
    return [...this.#open.values()];
  }

  get ended(): readonly Order[] {
    return this.#ended;
  }

  /** One of those that are open; undefined where there is none. */
  chosen(choice: number): Order | undefined {
    return this.open[choice % Math.max(1, this.#open.size)];
  }

  put(order: Order): void {
    this.#open.set(order.deploymentId, order);
  }

  end(order: Order): void {
    this.#open.delete(order.deploymentId);
    this.#ended.push(order);
  }

  /** Their end has been judged. */
  forgetEnded(station: Station): void {
    for (const order of this.endedOf(station)) this.#forgotten.add(order);
  }

  of(station: Station): readonly Order[] {
    return this.open.filter((order) => order.station === station);
  }

  /** Those whose end has not been judged yet. */
  endedOf(station: Station): readonly Order[] {
    return this.#ended.filter((order) => order.station === station && !this.#forgotten.has(order));
  }
}
