import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ClientKey } from '../identity/peer.ts';
import { integer, type Row, text } from '../storage/rows.ts';

/** What a client was given when it was taken in last. Secrets are kept as digests. */
export interface Enrolment {
  readonly client: ClientKey;
  /** The client's OAuth 2.0 client id. */
  readonly clientId: string;
  readonly secretDigest: string;
  /** SubjectPublicKeyInfo of the certificate that payloads are signed with, DER in base64. */
  readonly publicKey: string;
  readonly repositoryTokenDigest: string;
  /** Milliseconds since the epoch. */
  readonly repositoryTokenExpires: number;
  /** One more each time that the client is taken in; what an earlier one has given is no longer valid. */
  readonly generation: number;
}

export interface AccessToken {
  readonly digest: string;
  readonly client: ClientKey;
  readonly generation: number;
  /** Names with spaces between them. */
  readonly scope: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** What clients were handed out; it lasts as the records do. */
export interface EnrolmentStore {
  readonly of: (client: ClientKey) => Enrolment | undefined;
  readonly byClientId: (clientId: string) => Enrolment | undefined;
  readonly byRepositoryToken: (token: string) => Enrolment | undefined;
  readonly put: (enrolment: Enrolment) => void;
  readonly token: (token: string) => AccessToken | undefined;
  readonly putToken: (token: AccessToken) => void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS pre_draft_enrolment (
    scope TEXT NOT NULL, client TEXT NOT NULL, client_id TEXT NOT NULL, secret_digest TEXT NOT NULL, public_key TEXT NOT NULL,
    repository_token_digest TEXT NOT NULL, repository_token_expires INTEGER NOT NULL, generation INTEGER NOT NULL,
    PRIMARY KEY (scope, client), UNIQUE (scope, client_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS pre_draft_repository_token ON pre_draft_enrolment (repository_token_digest);
  CREATE TABLE IF NOT EXISTS pre_draft_token (
    digest TEXT PRIMARY KEY, scope TEXT NOT NULL, client TEXT NOT NULL, generation INTEGER NOT NULL,
    granted TEXT NOT NULL, expires INTEGER NOT NULL
  ) STRICT;
`;

export const digestOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const enrolment = (row: Row): Enrolment => ({
  client: text(row, 'client'),
  clientId: text(row, 'client_id'),
  secretDigest: text(row, 'secret_digest'),
  publicKey: text(row, 'public_key'),
  repositoryTokenDigest: text(row, 'repository_token_digest'),
  repositoryTokenExpires: integer(row, 'repository_token_expires'),
  generation: integer(row, 'generation'),
});

const accessToken = (row: Row): AccessToken => ({
  digest: text(row, 'digest'),
  client: text(row, 'client'),
  generation: integer(row, 'generation'),
  scope: text(row, 'granted'),
  expires: integer(row, 'expires'),
});

/** `scope` keeps apart what endpoints with records of their own hand out in the same database. */
export function enrolmentStore(database: DatabaseSync, scope: string): EnrolmentStore {
  database.exec(SCHEMA);
  const of = database.prepare('SELECT * FROM pre_draft_enrolment WHERE scope = ? AND client = ?');
  const byClientId = database.prepare('SELECT * FROM pre_draft_enrolment WHERE scope = ? AND client_id = ?');
  const byToken = database.prepare('SELECT * FROM pre_draft_enrolment WHERE scope = ? AND repository_token_digest = ?');
  const replace = database.prepare('INSERT OR REPLACE INTO pre_draft_enrolment VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const token = database.prepare('SELECT * FROM pre_draft_token WHERE scope = ? AND digest = ?');
  const addToken = database.prepare('INSERT OR REPLACE INTO pre_draft_token VALUES (?, ?, ?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM pre_draft_token WHERE expires < ?');
  const optional = (row: Row | undefined): Enrolment | undefined => row && enrolment(row);
  return {
    of: (client) => optional(of.get(scope, client)),
    byClientId: (clientId) => optional(byClientId.get(scope, clientId)),
    byRepositoryToken: (secret) => optional(byToken.get(scope, digestOfSecret(secret))),
    put: (given) =>
      void replace.run(
        scope,
        given.client,
        given.clientId,
        given.secretDigest,
        given.publicKey,
        given.repositoryTokenDigest,
        given.repositoryTokenExpires,
        given.generation,
      ),
    token: (secret) => {
      const row = token.get(scope, digestOfSecret(secret));
      return row && accessToken(row);
    },
    putToken: ({ digest, client, generation, scope: granted, expires }) => {
      // A day, so that a fault which forgets the end of tokens has something to forget.
      forget.run(Date.now() - DAY_MS);
      addToken.run(digest, scope, client, generation, granted, expires);
    },
  };
}

const DAY_MS = 24 * 3600_000;
