import type { Migration } from '../migration.ts'

/**
 * A first version says every field of an entry, a dozen rows of `entry_changes` each: an import spent a quarter of its pages on them. They
 * stand in the version's own row now. Versions from before keep their rows; both are read.
 */
export const firstVersion: Migration = {
  id: '0170-first-version',
  up: [
    // JSON {field: value}; null where the changes are rows of entry_changes.
    `ALTER TABLE entry_versions ADD COLUMN first TEXT`,
  ],
}
