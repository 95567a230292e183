import type { DatabaseSync } from 'node:sqlite';
import { text } from './rows.ts';
import type { ClientStore } from './stores.ts';

export function clientStore(database: DatabaseSync): ClientStore {
  const select = database.prepare('SELECT decision FROM client WHERE spiffe_id = ?');
  const upsert = database.prepare(
    'INSERT INTO client VALUES (?, ?) ON CONFLICT DO UPDATE SET decision = excluded.decision',
  );
  return {
    decide: (client, decision) => void upsert.run(client, decision),
    decision: (client) => {
      const row = select.get(client);
      return row && (text(row, 'decision') === 'admitted' ? 'admitted' : 'retired');
    },
  };
}
