import type { Migration } from '../migration.ts'

/**
 * The paper batch (交表) that a draft is typed from; the entry that it becomes is linked with it. Indexes for what typing, filing and the
 * home page ask of duty.
 */
export const draftPaper: Migration = {
  id: '0112-draft-paper',
  up: [
    `ALTER TABLE drafts ADD COLUMN batch_id TEXT REFERENCES paper_batches (batch_id)`,
    `CREATE INDEX paper_batches_by_receiver ON paper_batches (received_by, handed_at)`,
    `CREATE INDEX paper_batches_by_book ON paper_batches (book, handed_at)`,
    `CREATE INDEX inspection_plans_open ON inspection_plans (to_date) WHERE removed_at IS NULL AND fulfilled_by IS NULL`,
    `CREATE INDEX inspection_plans_by_entry ON inspection_plans (fulfilled_by) WHERE fulfilled_by IS NOT NULL`,
    `CREATE INDEX campaigns_by_end ON campaigns (to_date) WHERE removed_at IS NULL`,
  ],
}
