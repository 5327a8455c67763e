import type { Migration } from '../migration.ts'

/** Which boxes of a draft this PC has made or opened (JSON, their ids; null: the one that it holds): it takes no other out of the set that the platform has. */
export const openedDrafts: Migration = {
  id: '0273-opened-drafts',
  up: [`ALTER TABLE draft_seals ADD COLUMN opened TEXT`],
}
