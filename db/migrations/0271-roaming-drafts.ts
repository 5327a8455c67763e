import type { Migration } from '../migration.ts'

const current = `(SELECT txn FROM sync_switch)`
const on = `(SELECT recording > applying FROM sync_switch)`

function mark(table: string, id: string): string {
  // Not OR IGNORE: inside a trigger, the statement that fired it says what a conflict does, and drafts are written by upserts.
  return `INSERT INTO sync_marks (tbl, row_id, txn, at)
           SELECT '${table}', ${id}, ${current}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
           WHERE NOT EXISTS (SELECT 1 FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id});
         UPDATE sync_marks SET txn = ${current}
           WHERE txn = (SELECT txn FROM sync_marks WHERE tbl = '${table}' AND row_id = ${id}) AND txn <> ${current};`
}

/** Only drafts of somebody who has a key that this PC has seen open: those of others stay here. */
const hasKey = (author: string): string => `EXISTS (SELECT 1 FROM account_secrets WHERE account_id IN (${author}))`
const authorOf = (id: string): string => `SELECT account_id FROM drafts WHERE draft_id = ${id}`

function draftPart(table: string, event: 'INSERT' | 'UPDATE' | 'DELETE'): string {
  const id = `${event === 'DELETE' ? 'OLD' : 'NEW'}.draft_id`
  return `CREATE TRIGGER sync_mark_${table}_${event.toLowerCase()} AFTER ${event} ON ${table}
    WHEN ${on} AND ${hasKey(authorOf(id))} BEGIN ${mark('sealed_drafts', id)} END`
}

/** Key pairs of people, and their drafts sealed to them: they are on the author's other PCs, and nobody else reads them. */
export const roamingDrafts: Migration = {
  id: '0271-roaming-drafts',
  up: [
    // As the platform has them: the private key is sealed under the passphrase alone, so that any PC of the station can open it.
    `CREATE TABLE account_keys (
      key_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (account_id), public_key TEXT NOT NULL, kdf TEXT NOT NULL,
      salt TEXT NOT NULL, sealed TEXT NOT NULL, made_at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX account_keys_by_account ON account_keys (account_id)`,
    // As this PC has opened them, sealed under the passphrase of this PC.
    `CREATE TABLE account_secrets (
      key_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (account_id), public_key TEXT NOT NULL, kdf TEXT NOT NULL,
      salt TEXT NOT NULL, sealed TEXT NOT NULL, made_at TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE INDEX account_secrets_by_account ON account_secrets (account_id, made_at)`,
    // A draft as it was last sealed or opened: the hash of what it says, and the box in pieces (JSON).
    `CREATE TABLE draft_seals (
      draft_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, digest TEXT NOT NULL, box TEXT NOT NULL) WITHOUT ROWID`,
    // Rows that came and were not opened: their author is not here.
    `CREATE TABLE draft_waits (draft_id TEXT PRIMARY KEY) WITHOUT ROWID`,
    ...['INSERT', 'UPDATE'].map(
      (event) => `CREATE TRIGGER sync_mark_account_keys_${event.toLowerCase()} AFTER ${event} ON account_keys
       WHEN ${on} BEGIN ${mark('account_keys', 'NEW.key_id')} END`,
    ),
    `CREATE TRIGGER sync_mark_drafts_insert AFTER INSERT ON drafts
       WHEN ${on} AND ${hasKey('NEW.account_id')} BEGIN ${mark('sealed_drafts', 'NEW.draft_id')} END`,
    `CREATE TRIGGER sync_mark_drafts_update AFTER UPDATE ON drafts
       WHEN ${on} AND ${hasKey('NEW.account_id, OLD.account_id')} BEGIN ${mark('sealed_drafts', 'NEW.draft_id')} END`,
    `CREATE TRIGGER sync_mark_drafts_delete AFTER DELETE ON drafts
       WHEN ${on} AND EXISTS (SELECT 1 FROM draft_seals WHERE draft_id = OLD.draft_id AND box <> '[]')
       BEGIN ${mark('sealed_drafts', 'OLD.draft_id')} END`,
    draftPart('draft_fields', 'INSERT'),
    draftPart('draft_fields', 'UPDATE'),
    draftPart('draft_fields', 'DELETE'),
    draftPart('draft_confirms', 'INSERT'),
    draftPart('draft_confirms', 'DELETE'),
  ],
}
