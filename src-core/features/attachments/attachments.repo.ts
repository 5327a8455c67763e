import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type AttachmentRecord = Schema['attachments']
export type ShownAttachment = AttachmentRecord & { by: string; jpeg: Buffer | null }
export type OwnerKey = { readonly column: 'draft_id' | 'entry_id'; readonly id: string }

/** In the order in which they were added. */
export function attachmentsOf(db: ReadDb, owner: OwnerKey): ShownAttachment[] {
  return db.all(
    q
      .selectFrom('attachments')
      .innerJoin('accounts', 'accounts.account_id', 'attachments.account_id')
      .leftJoin('attachment_thumbnails', 'attachment_thumbnails.attachment_id', 'attachments.attachment_id')
      .selectAll('attachments')
      .select(['accounts.name as by', 'attachment_thumbnails.jpeg'])
      .where(`attachments.${owner.column}`, '=', owner.id)
      .where('attachments.removed_at', 'is', null)
      .orderBy('attachments.added_at')
      .orderBy('attachments.attachment_id'),
  )
}

export function countAttachments(db: ReadDb, owner: OwnerKey): number {
  const row = db.one(
    q
      .selectFrom('attachments')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where(owner.column, '=', owner.id)
      .where('removed_at', 'is', null),
  )
  return row?.n ?? 0
}

export function findAttachment(db: ReadDb, attachmentId: string): AttachmentRecord | undefined {
  return db.one(
    q.selectFrom('attachments').selectAll().where('attachment_id', '=', attachmentId).where('removed_at', 'is', null),
  )
}

export function insertAttachment(db: WriteDb, attachment: AttachmentRecord, jpeg: Uint8Array | null): void {
  db.run(q.insertInto('attachments').values(attachment))
  if (jpeg === null) return
  const thumbnail = { attachment_id: attachment.attachment_id, jpeg: Buffer.from(jpeg) }
  db.run(q.insertInto('attachment_thumbnails').values(thumbnail))
}

/** A draft's file was never part of an entry: it goes. */
export function deleteAttachment(db: WriteDb, attachmentId: string): void {
  db.run(q.deleteFrom('attachment_thumbnails').where('attachment_id', '=', attachmentId))
  db.run(q.deleteFrom('attachments').where('attachment_id', '=', attachmentId))
}

export function hideAttachment(db: WriteDb, attachmentId: string, by: { at: string; account: string; reason: string }) {
  db.run(
    q
      .updateTable('attachments')
      .set({ removed_at: by.at, removed_by: by.account, removed_reason: by.reason })
      .where('attachment_id', '=', attachmentId),
  )
}

export function setOwner(db: WriteDb, from: OwnerKey, to: OwnerKey): void {
  const cleared = from.column === 'draft_id' ? { draft_id: null } : { entry_id: null }
  const owner = to.column === 'draft_id' ? { draft_id: to.id } : { entry_id: to.id }
  db.run(
    q
      .updateTable('attachments')
      .set({ ...cleared, ...owner })
      .where(from.column, '=', from.id),
  )
}

/** Every content that a row still refers to, hidden ones too, and pieces of those that have not come whole. */
export function keptContents(db: ReadDb): string[] {
  const contents = db.all(q.selectFrom('attachments').select('sha256').distinct()).map((row) => row.sha256)
  return [...contents, ...db.all(q.selectFrom('blob_parts').select('part')).map((row) => row.part)]
}
