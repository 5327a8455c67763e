import type { Migration } from '../migration.ts'

/** Trusted roots of agencies and the superior office; surveys with their invitations, answers and call-back cases. */
export const evaluations: Migration = {
  id: '0160-evaluations',
  up: [
    `CREATE TABLE authority_roots (
      sha256 TEXT PRIMARY KEY, der BLOB NOT NULL, name TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL,
      added_at TEXT NOT NULL, added_by TEXT NOT NULL REFERENCES accounts (account_id),
      confirmed_at TEXT, confirmed_by TEXT REFERENCES accounts (account_id)) WITHOUT ROWID`,
    `CREATE TABLE revoked_certificates (
      serial TEXT PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts (account_id)) WITHOUT ROWID`,
    `CREATE TABLE surveys (
      survey_id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, period_kind TEXT NOT NULL, period TEXT NOT NULL UNIQUE,
      from_date TEXT NOT NULL, to_date TEXT NOT NULL, agency TEXT NOT NULL, invited INTEGER NOT NULL,
      frame_sha256 TEXT NOT NULL, prepared_at TEXT NOT NULL,
      prepared_by TEXT NOT NULL REFERENCES accounts (account_id)) WITHOUT ROWID`,
    `CREATE TABLE survey_invitations (
      survey_id TEXT NOT NULL REFERENCES surveys (survey_id), token TEXT NOT NULL, position INTEGER NOT NULL,
      officer_id TEXT NOT NULL REFERENCES accounts (account_id), code TEXT NOT NULL, beat TEXT NOT NULL,
      entry_id TEXT NOT NULL REFERENCES entries (entry_id), service_type TEXT NOT NULL, service_date TEXT NOT NULL,
      channel TEXT NOT NULL, solicited_by TEXT NOT NULL, PRIMARY KEY (survey_id, token)) WITHOUT ROWID`,
    `CREATE TABLE evaluation_imports (
      import_id TEXT PRIMARY KEY, survey_id TEXT NOT NULL REFERENCES surveys (survey_id), file_name TEXT NOT NULL,
      sha256 TEXT NOT NULL, state TEXT NOT NULL, manifest TEXT, signer TEXT, document_number TEXT, counts TEXT NOT NULL,
      rejected BLOB NOT NULL, at TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES accounts (account_id),
      confirmed_at TEXT, confirmed_by TEXT REFERENCES accounts (account_id), UNIQUE (survey_id, sha256)) WITHOUT ROWID`,
    // satisfaction in quarters 0 to 4; weight in ten-thousandths, 0 for what does not count.
    `CREATE TABLE evaluation_answers (
      survey_id TEXT NOT NULL REFERENCES surveys (survey_id), response_id TEXT NOT NULL,
      import_id TEXT NOT NULL REFERENCES evaluation_imports (import_id), token TEXT, officer_id TEXT, channel TEXT NOT NULL,
      completed_at TEXT NOT NULL, satisfaction INTEGER NOT NULL, weight INTEGER NOT NULL, call_back INTEGER NOT NULL,
      comment TEXT NOT NULL, questions TEXT NOT NULL, PRIMARY KEY (survey_id, response_id)) WITHOUT ROWID`,
    'CREATE INDEX evaluation_answers_by_import ON evaluation_answers (import_id)',
    `CREATE TABLE call_back_cases (
      case_id TEXT PRIMARY KEY, survey_id TEXT NOT NULL REFERENCES surveys (survey_id), token TEXT NOT NULL,
      officer_id TEXT NOT NULL REFERENCES accounts (account_id), entry_id TEXT NOT NULL REFERENCES entries (entry_id),
      opened_at TEXT NOT NULL, due_on TEXT NOT NULL, outcome TEXT, note TEXT, closed_at TEXT,
      closed_by TEXT REFERENCES accounts (account_id), UNIQUE (survey_id, token)) WITHOUT ROWID`,
    'CREATE INDEX call_back_cases_open ON call_back_cases (due_on) WHERE closed_at IS NULL',
  ],
}
