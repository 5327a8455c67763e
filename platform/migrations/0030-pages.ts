import type { PlatformMigration } from './migration.ts'

/** Who may see the pages, who is logged in, what was done there, what was published. */
export const pages: PlatformMigration = {
  id: '0030-pages',
  up: [
    `CREATE TABLE page_accounts (
      login text PRIMARY KEY, name text NOT NULL, role text NOT NULL, salt bytea NOT NULL, hash bytea NOT NULL,
      failures integer NOT NULL DEFAULT 0, locked_until timestamptz, created_at timestamptz NOT NULL DEFAULT now())`,
    `CREATE TABLE page_sessions (
      token_hash text PRIMARY KEY, login text NOT NULL REFERENCES page_accounts ON DELETE CASCADE, expires_at timestamptz NOT NULL)`,
    `CREATE TABLE page_actions (
      action_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), login text NOT NULL,
      action text NOT NULL, subject text NOT NULL)`,
    `CREATE TABLE documents (
      kind text NOT NULL, name text NOT NULL, version integer NOT NULL, record text NOT NULL, published_by text NOT NULL,
      at timestamptz NOT NULL, PRIMARY KEY (kind, name, version))`,
  ],
}
