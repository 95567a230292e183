import type { DatabaseSync } from 'node:sqlite';
import type { Stores } from '../storage/stores.ts';
import { type Defect, defect, type Fault, onlyIn, perInstance, withSeparateEndpoints } from './defect.ts';
import { recording } from './records.ts';

type Changes = Parameters<typeof recording>[0];

/** Looks at the records of every endpoint, those of one's own first; a restart opens them all anew. */
const acrossEndpoints = (change: (own: Stores, all: () => readonly Stores[]) => ReturnType<Changes>): Fault =>
  perInstance(() => {
    const opened = new WeakMap<DatabaseSync, Stores[]>();
    return recording((stores, database) => {
      const all = opened.get(database) ?? [];
      opened.set(database, all);
      all.push(stores);
      return change(stores, () => all);
    });
  });

const anyDecision =
  ({ clients }: Stores, all: () => readonly Stores[]): Stores['clients']['decision'] =>
  (client) =>
    clients.decision(client) ??
    all()
      .map((other) => other.clients.decision(client))
      .find((decision) => decision !== undefined);

/** What is one endpoint's, and reaches another (USR-015). */
export const ENDPOINT_DEFECTS: readonly Defect[] = [
  withSeparateEndpoints(
    defect(
      'endpoints-share-admissions',
      ['USR-015'],
      'a client that one endpoint accepts is accepted by every other',
      acrossEndpoints((own, all) => ({ clients: { decision: anyDecision(own, all) } })),
    ),
  ),
  withSeparateEndpoints(
    onlyIn(
      ['1.0.0-rc.2'],
      defect(
        'endpoints-share-client-ids',
        ['USR-015'],
        'the id that one endpoint has given out is served by every other, which takes in nobody but its own',
        acrossEndpoints((own, all) => {
          const find: Stores['registrations']['find'] = (clientId) =>
            all()
              .map(({ registrations }) => registrations.find(clientId))
              .find((found) => found !== undefined);
          return {
            registrations: { find: (clientId) => own.registrations.find(clientId) ?? find(clientId) },
            clients: {
              decision: (client) => {
                const taken = all().some(({ registrations }) => registrations.of(client) !== undefined);
                return own.clients.decision(client) ?? (taken ? 'admitted' : undefined);
              },
            },
          };
        }),
      ),
    ),
  ),
];
