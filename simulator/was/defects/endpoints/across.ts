import type { DatabaseSync } from 'node:sqlite';
import type { Stores } from '../../storage/stores.ts';
import { type Defect, defect, type Fault, perInstance, withSeparateEndpoints } from '../defect.ts';
import { recording } from '../records.ts';

/** A fault that can be seen only where the endpoints have nothing in common. */
export const apart = (id: string, description: string, apply: Fault): Defect =>
  withSeparateEndpoints(defect(id, ['USR-015'], description, apply));

type Changes = Parameters<typeof recording>[0];

/** Looks at the records of every endpoint, those of one's own first; a restart opens them all anew. */
export const acrossEndpoints = (change: (own: Stores, all: () => readonly Stores[]) => ReturnType<Changes>): Fault =>
  perInstance(() => {
    const opened = new WeakMap<DatabaseSync, Stores[]>();
    return recording((stores, database) => {
      const all = opened.get(database) ?? [];
      opened.set(database, all);
      all.push(stores);
      return change(stores, () => all);
    });
  });

/** What any endpoint has decided, where this one has not. */
export const anyDecision =
  ({ clients }: Stores, all: () => readonly Stores[]): Stores['clients']['decision'] =>
  (client) =>
    clients.decision(client) ?? firstOf(all().map((other) => other.clients.decision(client)));

export const firstOf = <Found>(found: readonly (Found | undefined)[]): Found | undefined =>
  found.find((one) => one !== undefined);
