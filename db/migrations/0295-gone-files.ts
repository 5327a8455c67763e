import type { Migration } from '../migration.ts'

/**
 * A file whose records all went to another one is compared with nothing, where nothing was found in it: linking a station leaves as many of
 * them as files, and the list would say that they wait.
 */
const nothingFound = (id: string): string =>
  `NOT EXISTS (SELECT 1 FROM conflict_finds f WHERE f.subject_id = ${id})
   AND NOT EXISTS (SELECT 1 FROM conflict_kept k WHERE k.subject_id = ${id})`

export const goneFiles: Migration = {
  id: '0295-gone-files',
  up: [
    `CREATE TRIGGER conflict_queue_gone AFTER DELETE ON subjects WHEN ${nothingFound('old.subject_id')}
      BEGIN DELETE FROM conflict_queue WHERE subject_id = old.subject_id; END`,
    `DELETE FROM conflict_queue
      WHERE NOT EXISTS (SELECT 1 FROM subjects s WHERE s.subject_id = conflict_queue.subject_id)
        AND ${nothingFound('conflict_queue.subject_id')}`,
  ],
}
