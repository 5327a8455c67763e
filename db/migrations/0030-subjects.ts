import type { Migration } from '../migration.ts'

/**
 * Subjects (one file per person, premises, organisation) are derived from source records and can be built again from them.
 * The search index holds one document per subject, not per record; `subject_keys` holds everything that is found by equality
 * or by its beginning: kinds are listed in src-core/features/subjects/README.md.
 */
export const subjects: Migration = {
  id: '0030-subjects',
  up: [
    `CREATE TABLE subjects (
      subject_id INTEGER PRIMARY KEY, about TEXT NOT NULL, id_number TEXT, name TEXT, sex TEXT, birth_date TEXT, phone TEXT,
      address TEXT, systems INTEGER NOT NULL DEFAULT 0, records INTEGER NOT NULL DEFAULT 0)`,
    `CREATE UNIQUE INDEX subjects_by_id_number ON subjects (id_number) WHERE id_number IS NOT NULL`,
    `CREATE TABLE subject_keys (
      kind TEXT NOT NULL, value TEXT NOT NULL, subject_id INTEGER NOT NULL, PRIMARY KEY (kind, value, subject_id)) WITHOUT ROWID`,
    `CREATE INDEX subject_keys_by_subject ON subject_keys (subject_id)`,
    `CREATE VIRTUAL TABLE subject_search USING fts5 (
      names, places, content='', contentless_delete=1, detail=full, tokenize="ascii")`,
    `INSERT INTO subject_search (subject_search, rank) VALUES ('secure-delete', 1)`,
  ],
}
