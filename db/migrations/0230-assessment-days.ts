import type { Migration } from '../migration.ts'

/**
 * Figures of the ledger kept by officer and day for the assessment, and the records behind them. A run refers to records by their hash;
 * what no run refers to goes when its day changes.
 */
export const assessmentDays: Migration = {
  id: '0230-assessment-days',
  up: [
    // `seq`: the last touch that a day's figures know of. `figures` and `events` are JSON, `records` deflated canonical JSON.
    `CREATE TABLE assessment_days (
      officer_id TEXT NOT NULL, day TEXT NOT NULL, seq INTEGER NOT NULL, sha256 TEXT NOT NULL, figures TEXT NOT NULL,
      PRIMARY KEY (officer_id, day)) WITHOUT ROWID`,
    `CREATE TABLE assessment_day_events (
      officer_id TEXT NOT NULL, day TEXT NOT NULL, events TEXT NOT NULL, PRIMARY KEY (officer_id, day)) WITHOUT ROWID`,
    `CREATE TABLE assessment_day_records (
      sha256 TEXT PRIMARY KEY, runs INTEGER NOT NULL, records BLOB NOT NULL)`,
    // Incidents of the kinds that count, in the beat that their place had on the day.
    `CREATE TABLE assessment_incidents (
      day TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, beat TEXT, PRIMARY KEY (day, number)) WITHOUT ROWID`,
    // One row. All touches up to `seq` are in the figures; `incidents` says of which records and areas these are; `runs` counts the runs
    // that were ever stored.
    `CREATE TABLE assessment_kept (basis TEXT NOT NULL, seq INTEGER NOT NULL, incidents TEXT NOT NULL, runs INTEGER NOT NULL)`,
    `INSERT INTO assessment_kept (basis, seq, incidents, runs) VALUES ('', -1, '', 0)`,
    // Entries that are older than the marks of touches.
    `INSERT INTO entry_touches (book, officer_id, day, seq) SELECT DISTINCT book, officer_id, occurred_on, 0 FROM entries WHERE true
      ON CONFLICT (book, officer_id, day) DO NOTHING`,
  ],
}
