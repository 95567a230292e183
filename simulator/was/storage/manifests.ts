import type { DatabaseSync } from 'node:sqlite';
import { bytes, integer, text } from './rows.ts';
import type { ManifestStore } from './stores.ts';

export function manifestStore(database: DatabaseSync): ManifestStore {
  const select = database.prepare('SELECT * FROM manifest WHERE client = ?');
  const replace = database.prepare('INSERT OR REPLACE INTO manifest VALUES (?, ?, ?, ?, ?, ?, ?)');
  return {
    latest: (client) => {
      const row = select.get(client);
      return (
        row && {
          version: BigInt(text(row, 'version')),
          revision: integer(row, 'revision'),
          content: text(row, 'content'),
          generation: integer(row, 'generation'),
          digest: text(row, 'digest'),
          body: bytes(row, 'body'),
        }
      );
    },
    put: (client, { version, revision, content, generation, digest, body }) =>
      void replace.run(client, version.toString(), revision, content, generation, digest, body),
  };
}
