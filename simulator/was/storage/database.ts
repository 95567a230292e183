import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS client (
    spiffe_id TEXT PRIMARY KEY, decision TEXT NOT NULL
  ) STRICT;
  -- 1.0.0-rc.2: the id that a client was given, and the certificate it is bound to, in PEM.
  CREATE TABLE IF NOT EXISTS registration (
    client_id TEXT PRIMARY KEY, client TEXT NOT NULL UNIQUE, certificate TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS device (
    client TEXT NOT NULL, device_id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (client, device_id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS deployment (
    ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, key TEXT NOT NULL UNIQUE, client TEXT NOT NULL,
    device_id TEXT NOT NULL, order_document TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS deployment_of_client ON deployment (client, withdrawn);
  CREATE TABLE IF NOT EXISTS desired_state (
    client TEXT PRIMARY KEY, revision INTEGER NOT NULL
  ) STRICT;
  -- A version is an unsigned 64-bit integer, SQLite's are signed: it is kept as decimal text.
  CREATE TABLE IF NOT EXISTS manifest (
    client TEXT PRIMARY KEY, version TEXT NOT NULL, revision INTEGER NOT NULL, content TEXT NOT NULL,
    generation INTEGER NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS artifact (
    client TEXT NOT NULL, deployment_id TEXT NOT NULL, digest TEXT NOT NULL, generation INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (client, deployment_id, digest)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS status (
    client TEXT NOT NULL, deployment_id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (client, deployment_id)
  ) STRICT;
`;

/**
 * Opens the database file, made if it is missing. What is committed is in the write-ahead log, which outlives this process
 * whenever and however that ends; only a machine that loses its power can lose the last of it.
 */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
  transaction(database, () => database.exec(SCHEMA));
  return database;
}

/** Runs the work as one transaction: all of it lasts, or none. Calls within a transaction join it. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
