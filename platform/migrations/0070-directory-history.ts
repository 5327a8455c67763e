import type { PlatformMigration } from './migration.ts'

/** What the directory said of an account from when on: a decision is judged by the role of its day. */
export const directoryHistory: PlatformMigration = {
  id: '0070-directory-history',
  up: [
    `CREATE TABLE directory_history (
      station text NOT NULL, account uuid NOT NULL, revision bigint NOT NULL, record text NOT NULL,
      PRIMARY KEY (station, account, revision))`,
    `INSERT INTO directory_history (station, account, revision, record)
      SELECT station, id::uuid, ((fields::json ->> 'record')::json ->> 'revision')::bigint, fields::json ->> 'record'
      FROM rows WHERE tbl = 'directory' AND NOT deleted`,
  ],
}
