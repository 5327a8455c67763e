import type { Migration } from '../migration.ts'

/**
 * What stands under the books: duty calendar, dated assignments, temporary cover, acting for, the premises -> beat map, inspection
 * plan, outreach campaigns and paper batches. Nothing is deleted: a row that was taken back keeps its removed_at, and duty_changes
 * says who changed what, when and why. `account_beats` stays as what is derived from the assignments valid today.
 */
export const duty: Migration = {
  id: '0070-duty',
  up: [
    `CREATE TABLE beats (beat TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL) WITHOUT ROWID`,

    `CREATE TABLE duty_rows (
      duty_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (account_id), date TEXT NOT NULL,
      shift TEXT NOT NULL, from_time TEXT NOT NULL, to_time TEXT NOT NULL, created_at TEXT NOT NULL, removed_at TEXT)
      WITHOUT ROWID`,
    `CREATE INDEX duty_rows_by_account ON duty_rows (account_id, date)`,
    `CREATE INDEX duty_rows_by_date ON duty_rows (date)`,

    `CREATE TABLE beat_assignments (
      assignment_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (account_id), beat TEXT NOT NULL,
      from_date TEXT NOT NULL, to_date TEXT, created_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID`,
    `CREATE INDEX beat_assignments_by_account ON beat_assignments (account_id, beat)`,
    `CREATE INDEX beat_assignments_by_beat ON beat_assignments (beat, from_date)`,
    `CREATE TABLE beat_covers (
      cover_id TEXT PRIMARY KEY, beat TEXT NOT NULL, covered_id TEXT NOT NULL REFERENCES accounts (account_id),
      covering_id TEXT NOT NULL REFERENCES accounts (account_id), from_date TEXT NOT NULL, to_date TEXT NOT NULL,
      created_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID`,
    `CREATE INDEX beat_covers_by_covering ON beat_covers (covering_id, beat)`,
    `CREATE INDEX beat_covers_by_beat ON beat_covers (beat, from_date)`,
    `CREATE TABLE acting_periods (
      acting_id TEXT PRIMARY KEY, chief_id TEXT NOT NULL REFERENCES accounts (account_id),
      deputy_id TEXT NOT NULL REFERENCES accounts (account_id), from_date TEXT NOT NULL, to_date TEXT NOT NULL,
      reason TEXT NOT NULL, signed_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID`,
    `CREATE INDEX acting_periods_by_deputy ON acting_periods (deputy_id, from_date)`,

    `CREATE TABLE beat_areas (
      area_id TEXT PRIMARY KEY, kind TEXT NOT NULL, place TEXT NOT NULL, key TEXT NOT NULL, door_from INTEGER, door_to INTEGER,
      side TEXT NOT NULL, beat TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT, created_at TEXT NOT NULL, removed_at TEXT)
      WITHOUT ROWID`,
    `CREATE INDEX beat_areas_by_key ON beat_areas (key, kind)`,
    `CREATE INDEX beat_areas_by_beat ON beat_areas (beat, from_date)`,

    `CREATE TABLE inspection_plans (
      plan_id TEXT PRIMARY KEY, object TEXT NOT NULL, object_number TEXT, address TEXT NOT NULL, address_key TEXT,
      beat TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL,
      officer_id TEXT NOT NULL REFERENCES accounts (account_id), fulfilled_by TEXT REFERENCES entries (entry_id),
      fulfilled_on TEXT, created_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID`,
    `CREATE INDEX inspection_plans_by_officer ON inspection_plans (officer_id, to_date)`,
    `CREATE INDEX inspection_plans_by_address ON inspection_plans (address_key) WHERE address_key IS NOT NULL`,

    `CREATE TABLE campaigns (
      campaign_id TEXT PRIMARY KEY, topic TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL,
      created_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID`,
    `CREATE TABLE campaign_shares (
      campaign_id TEXT NOT NULL REFERENCES campaigns (campaign_id), beat TEXT NOT NULL, officer_id TEXT NOT NULL,
      heads INTEGER NOT NULL, PRIMARY KEY (campaign_id, beat, officer_id)) WITHOUT ROWID`,

    // handed_by and received_by confirm each for themselves; both times set close the batch.
    `CREATE TABLE paper_batches (
      batch_id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, book TEXT NOT NULL, beat TEXT NOT NULL, sheets INTEGER NOT NULL,
      handed_by TEXT NOT NULL REFERENCES accounts (account_id), handed_at TEXT NOT NULL, handed_confirmed_at TEXT,
      received_by TEXT NOT NULL REFERENCES accounts (account_id), received_confirmed_at TEXT, note TEXT NOT NULL,
      created_by TEXT NOT NULL, created_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID`,
    `CREATE INDEX paper_batches_by_hand ON paper_batches (handed_by, handed_at)`,
    `CREATE TABLE paper_batch_entries (
      entry_id TEXT PRIMARY KEY REFERENCES entries (entry_id), batch_id TEXT NOT NULL REFERENCES paper_batches (batch_id))
      WITHOUT ROWID`,
    `CREATE INDEX paper_batch_entries_by_batch ON paper_batch_entries (batch_id)`,

    `CREATE TABLE duty_imports (
      import_id TEXT PRIMARY KEY, kind TEXT NOT NULL, file_name TEXT NOT NULL, file_hash TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts (account_id), applied_at TEXT NOT NULL, rows_total INTEGER NOT NULL,
      rows_new INTEGER NOT NULL, rows_changed INTEGER NOT NULL, rows_unchanged INTEGER NOT NULL, undone_at TEXT, undone_by TEXT)
      WITHOUT ROWID`,
    `CREATE TABLE duty_changes (
      change_id TEXT PRIMARY KEY, kind TEXT NOT NULL, record_id TEXT NOT NULL, at TEXT NOT NULL, account_id TEXT,
      reason TEXT NOT NULL, before TEXT, after TEXT, import_id TEXT) WITHOUT ROWID`,
    `CREATE INDEX duty_changes_by_record ON duty_changes (record_id, at)`,
    `CREATE INDEX duty_changes_by_import ON duty_changes (import_id) WHERE import_id IS NOT NULL`,

    `INSERT INTO beats (beat, name, created_at)
      SELECT b.beat, '', min(a.created_at) FROM account_beats AS b JOIN accounts AS a USING (account_id) GROUP BY b.beat`,
    // The same ids on every PC: the account's, its last four characters replaced by a number of the beat.
    `INSERT INTO beat_assignments (assignment_id, account_id, beat, from_date, to_date, created_at, removed_at)
      SELECT substr(a.account_id, 1, 32)
          || printf('%04x', row_number() OVER (PARTITION BY substr(a.account_id, 1, 32) ORDER BY a.account_id, b.beat)),
        a.account_id, b.beat, coalesce(date(a.created_at, '+8 hours'), substr(a.created_at, 1, 10)), NULL, a.created_at, NULL
      FROM account_beats AS b JOIN accounts AS a USING (account_id)`,
  ],
}
