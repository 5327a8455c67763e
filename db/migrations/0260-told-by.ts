import type { Migration } from '../migration.ts'

const about = `CASE new.about WHEN 'person' THEN 0 WHEN 'premises' THEN 1 WHEN 'organisation' THEN 2 ELSE 3 END`
const decade = `CASE WHEN new.birth_date GLOB '[12][0-9][0-9][0-9]-*' THEN CAST(substr(new.birth_date, 1, 3) AS INTEGER) END`

/**
 * What a list has to know of a subject of which part is closed, so that it need not read its records. `told_by`: which systems say by
 * themselves everything that it is found by; where one of them is open, it answers whatever the others hold. Seven bits (of systemIds) for
 * each of toldGroups, the first lowest. `said_by`: from which system each value of its row comes (three bits for each of saidElements), where
 * that one is open the value may be shown, and how many records each system has (three bits for each). Both are null for a subject of one system, and for one that was last described before there
 * were these columns. The trigger of migration 0220 named no columns.
 */
export const toldBy: Migration = {
  id: '0260-told-by',
  up: [
    `ALTER TABLE subject_briefs ADD COLUMN told_by INTEGER`,
    `ALTER TABLE subject_briefs ADD COLUMN said_by INTEGER`,
    `DROP TRIGGER subject_brief_new`,
    `CREATE TRIGGER subject_brief_new AFTER INSERT ON subjects
      BEGIN
        INSERT OR REPLACE INTO subject_briefs (subject_id, systems, about, decade)
        VALUES (new.subject_id, new.systems, ${about}, ${decade});
      END`,
  ],
}
