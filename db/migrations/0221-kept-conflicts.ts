import type { Migration } from '../migration.ts'

/**
 * A file's conflicts are kept with what they were found in: `inputs` stands for the records of the file and of its neighbours, each by the
 * number of changes of its subject; `until` is the first day on which a lease or a move may change what is true by itself.
 */
export const keptConflicts: Migration = {
  id: '0221-kept-conflicts',
  up: [
    `CREATE TABLE subject_changes (subject_id INTEGER PRIMARY KEY, changes INTEGER NOT NULL)`,
    `CREATE TABLE conflict_kept (
      subject_id INTEGER PRIMARY KEY, inputs INTEGER NOT NULL, day TEXT NOT NULL, until TEXT)`,
    `CREATE INDEX conflict_kept_by_until ON conflict_kept (until) WHERE until IS NOT NULL`,
    `CREATE TRIGGER subject_changes_new AFTER INSERT ON source_records WHEN new.subject_id IS NOT NULL
      BEGIN
        INSERT INTO subject_changes VALUES (new.subject_id, 1) ON CONFLICT (subject_id) DO UPDATE SET changes = changes + 1;
      END`,
    `CREATE TRIGGER subject_changes_old AFTER UPDATE OF subject_id, payload ON source_records WHEN old.subject_id IS NOT NULL
      BEGIN
        INSERT INTO subject_changes VALUES (old.subject_id, 1) ON CONFLICT (subject_id) DO UPDATE SET changes = changes + 1;
      END`,
    `CREATE TRIGGER subject_changes_moved AFTER UPDATE OF subject_id ON source_records
      WHEN new.subject_id IS NOT NULL AND new.subject_id IS NOT old.subject_id
      BEGIN
        INSERT INTO subject_changes VALUES (new.subject_id, 1) ON CONFLICT (subject_id) DO UPDATE SET changes = changes + 1;
      END`,
    `CREATE TRIGGER subject_changes_gone AFTER DELETE ON source_records WHEN old.subject_id IS NOT NULL
      BEGIN
        INSERT INTO subject_changes VALUES (old.subject_id, 1) ON CONFLICT (subject_id) DO UPDATE SET changes = changes + 1;
      END`,
  ],
}
