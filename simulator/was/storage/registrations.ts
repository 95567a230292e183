import type { DatabaseSync } from 'node:sqlite';
import { type Row, text } from './rows.ts';
import type { Registration, RegistrationStore } from './stores.ts';

const registration = (row: Row): Registration => ({
  clientId: text(row, 'client_id'),
  client: text(row, 'client'),
  certificate: text(row, 'certificate'),
});

export function registrationStore(database: DatabaseSync): RegistrationStore {
  const byId = database.prepare('SELECT * FROM registration WHERE client_id = ?');
  const byClient = database.prepare('SELECT * FROM registration WHERE client = ?');
  const insert = database.prepare('INSERT OR REPLACE INTO registration VALUES (?, ?, ?)');
  const optional = (row: Row | undefined): Registration | undefined => row && registration(row);
  return {
    find: (clientId) => optional(byId.get(clientId)),
    of: (client) => optional(byClient.get(client)),
    put: ({ clientId, client, certificate }) => void insert.run(clientId, client, certificate),
  };
}
