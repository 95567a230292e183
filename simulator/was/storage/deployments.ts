import type { DatabaseSync } from 'node:sqlite';
import type { ClientKey } from '../identity/peer.ts';
import { transaction } from './database.ts';
import { integer, type Row, text } from './rows.ts';
import type { Assignment, DeploymentStore } from './stores.ts';

const COLUMNS = 'id, key, client, device_id, order_document, withdrawn';

const assignment = (row: Row): Assignment => ({
  id: text(row, 'id'),
  key: text(row, 'key'),
  client: text(row, 'client'),
  deviceId: text(row, 'device_id'),
  order: text(row, 'order_document'),
  withdrawn: integer(row, 'withdrawn') === 1,
});

const optional = (row: Row | undefined): Assignment | undefined => row && assignment(row);

export function deploymentStore(database: DatabaseSync): DeploymentStore {
  const byKey = database.prepare(`SELECT ${COLUMNS} FROM deployment WHERE key = ?`);
  const find = database.prepare(`SELECT ${COLUMNS} FROM deployment WHERE client = ? AND id = ?`);
  const desired = database.prepare(
    `SELECT ${COLUMNS} FROM deployment WHERE client = ? AND withdrawn = 0 ORDER BY ordinal`,
  );
  const revision = database.prepare('SELECT revision FROM desired_state WHERE client = ?');
  const advance = database.prepare(
    'INSERT INTO desired_state VALUES (?, 1) ON CONFLICT DO UPDATE SET revision = revision + 1',
  );
  const insert = database.prepare(
    'INSERT INTO deployment (id, key, client, device_id, order_document) VALUES (?, ?, ?, ?, ?)',
  );
  const change = database.prepare('UPDATE deployment SET order_document = ? WHERE client = ? AND id = ?');
  const withdraw = database.prepare('UPDATE deployment SET withdrawn = 1 WHERE client = ? AND id = ?');
  const changing = (client: ClientKey, statement: () => unknown): void =>
    transaction(database, () => {
      statement();
      advance.run(client);
    });
  return {
    byKey: (key) => optional(byKey.get(key)),
    find: (client, id) => optional(find.get(client, id)),
    desired: (client) => desired.all(client).map(assignment),
    revision: (client) => {
      const row = revision.get(client);
      return row ? integer(row, 'revision') : 0;
    },
    add: ({ id, key, client, deviceId, order }) => changing(client, () => insert.run(id, key, client, deviceId, order)),
    change: (client, id, order) => changing(client, () => change.run(order, client, id)),
    withdraw: (client, id) => changing(client, () => withdraw.run(client, id)),
  };
}
