import type { Migration } from '../migration.ts'

/** Signed reports of the assessment, as they were handed out. `officer_id` '' is the station's report. */
export const reports: Migration = {
  id: '0157-reports',
  up: [
    `CREATE TABLE assessment_reports (
      run_id TEXT NOT NULL REFERENCES assessment_runs (run_id), officer_id TEXT NOT NULL,
      signed_at TEXT NOT NULL, signed_by TEXT NOT NULL REFERENCES accounts (account_id),
      certificate TEXT NOT NULL, sha256 TEXT NOT NULL, pdf BLOB NOT NULL, PRIMARY KEY (run_id, officer_id)) WITHOUT ROWID`,
  ],
}
