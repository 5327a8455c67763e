import type { WriteDb } from '../../store/sql.ts'
import { attachmentsOf, deleteAttachment, setOwner } from './attachments.repo.ts'

/** What the ledger does to attachments in its own transactions. */

/** A filed draft's attachments are the entry's from now on. */
export function attachToEntry(tx: WriteDb, draftId: string, entryId: string): void {
  setOwner(tx, { column: 'draft_id', id: draftId }, { column: 'entry_id', id: entryId })
}

/** Undoing a filing gives them back to the draft. */
export function attachToDraft(tx: WriteDb, entryId: string, draftId: string): void {
  setOwner(tx, { column: 'entry_id', id: entryId }, { column: 'draft_id', id: draftId })
}

/** A draft that is gone for good takes its attachments with it; the files are swept up later. */
export function dropOfDraft(tx: WriteDb, draftId: string): void {
  const owner = { column: 'draft_id', id: draftId } as const
  for (const { attachment_id } of attachmentsOf(tx, owner)) deleteAttachment(tx, attachment_id)
}
