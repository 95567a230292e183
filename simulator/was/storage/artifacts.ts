import type { DatabaseSync } from 'node:sqlite';
import { bytes } from './rows.ts';
import type { ArtifactStore } from './stores.ts';

export function artifactStore(database: DatabaseSync): ArtifactStore {
  const select = database.prepare('SELECT body FROM artifact WHERE client = ? AND deployment_id = ? AND digest = ?');
  const upsert = database.prepare(
    'INSERT INTO artifact VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET generation = excluded.generation',
  );
  const drop = database.prepare('DELETE FROM artifact WHERE client = ? AND generation < ?');
  return {
    find: (client, deploymentId, digest) => {
      const row = select.get(client, deploymentId, digest);
      return row && bytes(row, 'body');
    },
    put: (client, deploymentId, digest, generation, body) =>
      void upsert.run(client, deploymentId, digest, generation, body),
    dropBefore: (client, generation) => void drop.run(client, generation),
  };
}
