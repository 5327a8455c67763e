import type { Migration } from '../migration.ts'

const about = (row: string): string =>
  `CASE ${row}.about WHEN 'person' THEN 0 WHEN 'premises' THEN 1 WHEN 'organisation' THEN 2 ELSE 3 END`
const decade = (row: string): string =>
  `CASE WHEN ${row}.birth_date GLOB '[12][0-9][0-9][0-9]-*' THEN CAST(substr(${row}.birth_date, 1, 3) AS INTEGER) END`

/**
 * Of each subject what a list of a thousand answers is ranked, narrowed and counted by, in a dozen bytes: the subjects' own rows lie all over
 * a table of hundreds of megabytes, and each costs a page to be read and decrypted. `about` is the place in RecordAbout; `decade` 198 is
 * the nineteen-eighties.
 */
export const subjectBriefs: Migration = {
  id: '0220-subject-briefs',
  up: [
    `CREATE TABLE subject_briefs (
      subject_id INTEGER PRIMARY KEY, systems INTEGER NOT NULL, about INTEGER NOT NULL, decade INTEGER)`,
    `INSERT INTO subject_briefs SELECT subject_id, systems, ${about('subjects')}, ${decade('subjects')} FROM subjects`,
    `CREATE TRIGGER subject_brief_new AFTER INSERT ON subjects
      BEGIN
        INSERT OR REPLACE INTO subject_briefs VALUES (new.subject_id, new.systems, ${about('new')}, ${decade('new')});
      END`,
    `CREATE TRIGGER subject_brief_changed AFTER UPDATE OF about, systems, birth_date ON subjects
      WHEN new.systems <> old.systems OR new.about <> old.about OR new.birth_date IS NOT old.birth_date
      BEGIN
        UPDATE subject_briefs SET systems = new.systems, about = ${about('new')}, decade = ${decade('new')}
        WHERE subject_id = new.subject_id;
      END`,
    `CREATE TRIGGER subject_brief_gone AFTER DELETE ON subjects
      BEGIN DELETE FROM subject_briefs WHERE subject_id = old.subject_id; END`,
  ],
}
