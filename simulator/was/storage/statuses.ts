import type { DatabaseSync } from 'node:sqlite';
import { text } from './rows.ts';
import type { StatusStore } from './stores.ts';

export function statusStore(database: DatabaseSync): StatusStore {
  const select = database.prepare('SELECT document FROM status WHERE client = ? AND deployment_id = ?');
  const upsert = database.prepare(
    'INSERT INTO status VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET document = excluded.document',
  );
  return {
    has: (client, deploymentId) => select.get(client, deploymentId) !== undefined,
    find: (client, deploymentId) => {
      const row = select.get(client, deploymentId);
      return row && text(row, 'document');
    },
    put: (client, deploymentId, document) => void upsert.run(client, deploymentId, document),
  };
}
