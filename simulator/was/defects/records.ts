import type { DatabaseSync } from 'node:sqlite';
import type { Stores } from '../storage/stores.ts';
import { type Fault, replacing } from './defect.ts';

type StoreChanges = { readonly [Name in keyof Stores]?: Partial<Stores[Name]> };

const merge = <Part>(store: Part, change: Partial<Part> | undefined): Part => ({ ...store, ...change });

/** Replaces functions of the stores by what they make of those that were there; called anew after each restart. */
export const recording = (change: (stores: Stores, database: DatabaseSync) => StoreChanges): Fault =>
  replacing((behaviour) => ({
    stores: (stores, database) => {
      const before = behaviour.stores(stores, database);
      const changes = change(before, database);
      return {
        clients: merge(before.clients, changes.clients),
        registrations: merge(before.registrations, changes.registrations),
        devices: merge(before.devices, changes.devices),
        deployments: merge(before.deployments, changes.deployments),
        manifests: merge(before.manifests, changes.manifests),
        artifacts: merge(before.artifacts, changes.artifacts),
        statuses: merge(before.statuses, changes.statuses),
        transaction: before.transaction,
      };
    },
  }));

/** Clients by the order in which the operator admitted them: 1 for the first of a run. */
export class ClientOrder {
  readonly #clients: string[] = [];

  ordinal(client: string): number {
    const index = this.#clients.indexOf(client);
    return index === -1 ? this.#clients.push(client) : index + 1;
  }
}
