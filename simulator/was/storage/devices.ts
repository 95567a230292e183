import type { DatabaseSync } from 'node:sqlite';
import { text } from './rows.ts';
import type { DeviceStore } from './stores.ts';

export function deviceStore(database: DatabaseSync): DeviceStore {
  const select = database.prepare('SELECT 1 FROM device WHERE client = ? AND device_id = ?');
  const upsert = database.prepare(
    'INSERT INTO device VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET document = excluded.document',
  );
  const remove = database.prepare(
    `DELETE FROM device WHERE client = ?1 AND (device_id = ?2 OR substr(device_id, 1, length(?2) + 1) = ?2 || '/')`,
  );
  const list = database.prepare('SELECT device_id, document FROM device WHERE client = ? ORDER BY device_id');
  const has = (client: string, deviceId: string): boolean => select.get(client, deviceId) !== undefined;
  return {
    has,
    put: (client, deviceId, document) => void upsert.run(client, deviceId, document),
    remove: (client, deviceId) => has(client, deviceId) && remove.run(client, deviceId).changes > 0,
    list: (client) =>
      list.all(client).map((row) => ({ deviceId: text(row, 'device_id'), document: text(row, 'document') })),
  };
}
